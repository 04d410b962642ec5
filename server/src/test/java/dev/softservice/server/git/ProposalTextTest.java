package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to propose that users of Gitea, Forgejo and Gerrit have learned. */
final class ProposalTextTest {
    private static final Set<String> BRANCHES = Set.of("main", "release", "release/2", "user/ada");

    private static ProposalText of(String ref, String... options) {
        return ProposalText.of(ref, List.of(options), BRANCHES::contains);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "refs/for/main,                            main,          none",
                "refs/for/main/my-topic,                   main,          my-topic",
                "refs/for/main/my/topic,                   main,          my/topic",
                "refs/for/main/,                           main,          none",
                "refs/for/release/2,                       release/2,     none",
                "refs/for/release/2/fix,                   release/2,     fix",
                "refs/for/release/3,                       release,       3",
                "refs/for/user/ada/x,                      user/ada,      x",
                "refs/for/refs/heads/main,                 main,          none",
                "refs/for/refs/heads/main/my-topic,        main,          my-topic",
                "refs/for/refs/heads/main%topic=x,         main,          x",
                "refs/for/main/a%topic=b,                  main,          b",
                "refs/for/mainly,                          mainly,        none",
                "refs/for/nowhere/topic,                   nowhere/topic, none"
            })
    void theLongestBranchIsTheTargetAndTheRestTheTopic(String ref, String branch, String topic) {
        var text = of(ref);
        assertThat(text.branch()).isEqualTo(branch);
        assertThat(text.options()).isEqualTo(topic == null ? Map.of() : Map.of("topic", topic));
        assertThat(text.remarks()).isEmpty();
    }

    @Test
    void anOptionWinsOverTheRef() {
        assertThat(of("refs/for/main/a", "topic=b").options()).containsEntry("topic", "b");
    }

    @Test
    void whatAlwaysHoldsMayBeAskedFor() {
        assertThat(of("refs/for/main", "force-push=true", "force-push").remarks())
                .isEmpty();
        assertThat(of("refs/for/main", "soon").remarks())
                .singleElement()
                .asString()
                .contains("'soon' is not known");
    }

    @ParameterizedTest
    @CsvSource({"draft, true", "draft=true, true", "wip, true", "draft=false, false", "ready, false"})
    void aDraftIsAskedForInOneWord(String option, String draft) {
        assertThat(of("refs/for/main", option).options()).isEqualTo(Map.of("draft", draft));
        assertThat(of("refs/for/main%" + option).options()).isEqualTo(Map.of("draft", draft));
        assertThat(of("refs/for/main", "draft=maybe").remarks()).hasSize(1);
    }

    @Test
    void base64IsDecodedWhereItIsSaidToBe() {
        var text = of(
                "refs/for/main",
                "title={base64}RsO8ciBhbGxl",
                "description={base64}b25lCnR3bwo=",
                "topic={base64}not base 64 at all");
        assertThat(text.options())
                .containsEntry("title", "Für alle")
                .containsEntry("description", "one\ntwo")
                .containsEntry("topic", "{base64}not base 64 at all");
        assertThat(text.remarks()).containsExactly("the topic is not base64, and is taken as it stands");
    }

    @Test
    void whatIsCutIsTold() {
        assertThat(of("refs/for/main", "topic=" + "t".repeat(300)).remarks())
                .containsExactly("the topic has 300 characters and is cut; at most 100 are kept");
        assertThat(of("refs/for/main%").remarks()).isEmpty();
    }
}
