package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A statement says what it was made to say, to those who trust the hub's key, and is nothing to everybody else. */
class StableStatementTest {
    private static final Instant NOON = SampleRelease.NOON;
    private static final StableStatement STATEMENT = new StableStatement(
            SampleRelease.ORIGIN.hub(),
            "samples/team-wiki",
            NOON,
            NOON.plus(Duration.ofDays(7)),
            Optional.of(new StableStatement.Named(new Version(2, 3, 0), "a".repeat(40), "sha256:" + "b".repeat(64))),
            Map.of(new Version(2, 2, 9), "loses pages with an ä in their title"),
            new TreeSet<>(Set.of("samples/pages")));

    private final SigningKey key = SigningKey.generate();
    private final AllowedSigners signers = AllowedSigners.hubWithStatements(STATEMENT.hub(), key.verifyingKey());

    private String refusal(byte[] envelope, AllowedSigners by) {
        return switch (StableStatement.open(envelope, by)) {
            case Checked.Refused<StableStatement> refused -> refused.reason();
            case Checked.Genuine<StableStatement> genuine -> throw new AssertionError("believed: " + genuine);
        };
    }

    @Test
    void comesBackAsItWasMade() {
        assertThat(StableStatement.open(STATEMENT.toEnvelope(key), signers))
                .isEqualTo(new Checked.Genuine<>(STATEMENT, STATEMENT.hub()));
    }

    @Test
    void isBelievedByWhoPinnedTheKeyBeforeHubsMadeStatements() {
        var before = AllowedSigners.hub(STATEMENT.hub(), key.verifyingKey());
        assertThat(StableStatement.open(STATEMENT.toEnvelope(key), before)).isInstanceOf(Checked.Genuine.class);
        assertThat(before.promiseStatements()).isFalse();
        assertThat(AllowedSigners.parse(signers.toString()).promiseStatements()).isTrue();
    }

    @Test
    void aStrangersIsNot() {
        assertThat(refusal(STATEMENT.toEnvelope(SigningKey.generate()), signers))
                .contains("not signed by a key that is trusted here");
        assertThat(refusal(
                        STATEMENT.toEnvelope(key),
                        AllowedSigners.parse("hub namespaces=\"git\" " + key.verifyingKey())))
                .as("a key for tags alone")
                .contains("not signed by a key that is trusted here");
    }

    @Test
    void anotherHubsIsNotAlthoughItsKeyIsTrustedToo() {
        var other = AllowedSigners.hubWithStatements("hub-other@softservice", key.verifyingKey());
        assertThat(refusal(STATEMENT.toEnvelope(key), other))
                .contains("signed by hub-other@softservice and names " + STATEMENT.hub());
    }

    @Test
    void evidenceDoesNotPassAsAStatementNorTheOtherWayRound() {
        assertThat(refusal(SampleRelease.EVIDENCE.toEnvelope(key), signers)).contains("of an unknown type");
        assertThat(Evidence.open(STATEMENT.toEnvelope(key), signers))
                .isEqualTo(new Checked.Refused<>("the evidence is of an unknown type"));
    }

    @Test
    void damageAtRandomIsRefusedInOneLine() {
        var random = new Random(7);
        var whole = STATEMENT.toEnvelope(key);
        for (int round = 0; round < 500; round++) {
            var damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            var opened = StableStatement.open(damaged, signers);
            if (opened instanceof Checked.Refused<StableStatement> refused)
                assertThat(refused.reason())
                        .as("round " + round)
                        .doesNotContain("\n")
                        .isNotBlank();
            else
                assertThat(opened)
                        .as("only what is not signed may differ: round " + round)
                        .isEqualTo(new Checked.Genuine<>(STATEMENT, STATEMENT.hub()));
        }
        assertThat(refusal(new byte[0], signers)).doesNotContain("\n");
    }

    @Test
    void signedNonsenseIsRefusedInOneLine() {
        for (var payload : new String[] {
            "{}",
            "[]",
            "null",
            "{\"hub\":\"hub-a@softservice\",\"repository\":\"a/b\",\"issued\":\"yesterday\",\"expires\":\"\"}",
            text().replace("samples/team-wiki", "../../etc"),
            text().replace("\"2.3.0\"", "\"2.3\""),
            text().replace("sha256:", "md5:"),
            text().replace("a".repeat(40), "HEAD"),
            text().replace("2026-11-29T12", "2028-11-29T12"),
            text().replace("2026-11-29T12", "2026-11-20T12"),
            text().replace("loses pages", "loses\\npages")
        }) {
            var envelope = Envelope.seal(
                    "application/vnd.softservice.stable+json", payload.getBytes(StandardCharsets.UTF_8), key);
            assertThat(refusal(envelope, signers)).as(payload).doesNotContain("\n");
        }
    }

    private String text() {
        var envelope = new String(STATEMENT.toEnvelope(key), StandardCharsets.UTF_8);
        var payload = envelope.replaceAll("(?s).*\"payload\":\"([^\"]+)\".*", "$1");
        return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsYankedIsNotStable() {
        assertThatThrownBy(() -> new StableStatement(
                        STATEMENT.hub(),
                        STATEMENT.repository(),
                        NOON,
                        STATEMENT.expires(),
                        STATEMENT.stable(),
                        Map.of(new Version(2, 3, 0), "both"),
                        STATEMENT.names()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThatARepositoryHasBesidesAreSignedAndAreNames() {
        assertThat(STATEMENT.isCalled("samples/pages")).isTrue();
        assertThat(STATEMENT.isCalled("samples/team-wiki")).isTrue();
        assertThat(STATEMENT.isCalled("samples/other")).isFalse();
        for (var name : List.of("pages", "a/b/c", "../x", "samples/Pages", "samples/a\nb"))
            assertThatThrownBy(() -> new StableStatement(
                            STATEMENT.hub(),
                            STATEMENT.repository(),
                            NOON,
                            STATEMENT.expires(),
                            STATEMENT.stable(),
                            STATEMENT.yanked(),
                            new TreeSet<>(Set.of(name))))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
    }
}
