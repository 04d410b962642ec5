package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefPolicyTest {
    private static final Optional<ObjectId> ONE =
            Optional.of(ObjectId.fromString("1111111111111111111111111111111111111111"));
    private static final Optional<ObjectId> TWO =
            Optional.of(ObjectId.fromString("2222222222222222222222222222222222222222"));

    private static Optional<String> refusal(Role role, String deed, String ref) {
        var change = switch (deed) {
            case "make" -> new RefChange(ref, Optional.empty(), ONE);
            case "move" -> new RefChange(ref, ONE, TWO);
            default -> new RefChange(ref, ONE, Optional.empty());
        };
        return RefPolicy.refusal(new Account(1, "somebody", role), change);
    }

    /** The least role that may, or NOBODY. */
    @ParameterizedTest
    @CsvSource({
        "make,   refs/for/main,              READER",
        "delete, refs/for/main,              NOBODY",
        "make,   refs/heads/topic,           CONTRIBUTOR",
        "move,   refs/heads/topic,           CONTRIBUTOR",
        "delete, refs/heads/topic,           CONTRIBUTOR",
        "make,   refs/heads/main,            MAINTAINER",
        "move,   refs/heads/main,            NOBODY",
        "delete, refs/heads/main,            NOBODY",
        "make,   refs/heads/stable,          NOBODY",
        "move,   refs/heads/stable,          NOBODY",
        "delete, refs/heads/stable,          NOBODY",
        "make,   refs/tags/v1.0.0,           NOBODY",
        "move,   refs/tags/v1.0.0,           NOBODY",
        "delete, refs/tags/v1.0.0,           NOBODY",
        "make,   refs/tags/nightly,          MAINTAINER",
        "move,   refs/tags/nightly,          NOBODY",
        "delete, refs/tags/nightly,          NOBODY",
        "make,   refs/pull/1/head,           NOBODY",
        "make,   refs/notes/verification,    NOBODY",
        "move,   refs/notes/verification,    NOBODY",
        "make,   refs/replace/1111111111111111111111111111111111111111, NOBODY",
        "make,   refs/meta/config,           NOBODY",
        "make,   refs/stash/x,               NOBODY",
        "make,   refs/heads/stable/x,        CONTRIBUTOR",
    })
    void saysWhoMay(String deed, String ref, String least) {
        for (var role : Role.values()) {
            var allowed = !least.equals("NOBODY") && role.atLeast(Role.valueOf(least));
            var refusal = refusal(role, deed, ref);
            assertThat(refusal.isEmpty()).as("%s may %s %s", role, deed, ref).isEqualTo(allowed);
            refusal.ifPresent(reason -> assertThat(reason).doesNotContain("\n").containsAnyOf("; "));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refs/x",
                "HEAD",
                "refs/heads/../../config",
                "refs/heads/a.lock",
                "refs/heads/a..b",
                "refs/heads/--exec=x",
                "refs/heads/x/-rf",
                "refs/heads/HEAD",
                "refs/heads/",
                "refs/heads/a b",
                "refs/heads/a\u202eb",
                "refs/heads/a\u200bb",
                "refs/heads/a\u0001",
                "refs/heads/a\u00a0b",
                "refs/heads/\ufffd",
                "main",
                "/refs/heads/a",
                "refs/heads/@{x}",
                "refs/heads/a~1"
            })
    void namesThatDeceiveAreRefusedForEveryRole(String ref) {
        assertThat(refusal(Role.ADMIN, "make", ref)).as(ref).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refs/heads/topic",
                "refs/heads/ada/search-2",
                "refs/heads/größe",
                "refs/heads/日本語",
                "refs/for/main%topic=x"
            })
    void namesOfManyLanguagesAreFine(String ref) {
        assertThat(refusal(Role.CONTRIBUTOR, "make", ref)).as(ref).isEmpty();
    }

    @org.junit.jupiter.api.Test
    void aNameOfFourKilobytesIsRefused() {
        assertThat(refusal(Role.ADMIN, "make", "refs/heads/" + "x".repeat(4096)).orElseThrow())
                .contains("longer than 200 bytes");
    }
}
