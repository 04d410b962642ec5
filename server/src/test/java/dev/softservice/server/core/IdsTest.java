package dev.softservice.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The types that all packages speak with let nothing in that is none. */
class IdsTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "0123456789ABCDEF0123456789ABCDEF01234567", "g123456789abcdef0123456789abcdef01234567"
            })
    void anObjectsIdIsFortyLowerCaseHexDigits(String text) {
        assertThat(Sha.read(text)).isEmpty();
        assertThatThrownBy(() -> new Sha(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sha.required("field head", text))
                .isInstanceOf(Refusal.class)
                .hasMessage("field head must be the id of a commit: 40 hex digits");
    }

    @Test
    void anObjectsIdGoesToJGitAndBack() {
        assertThat(Sha.of(new Sha(HEX).id())).isEqualTo(new Sha(HEX)).hasToString(HEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a..b", "a b", "x.lock", "-\u007f"})
    void aBranchHasANameThatGitAllows(String text) {
        assertThat(BranchName.of(text)).isEmpty();
        assertThatThrownBy(() -> new BranchName(text)).isInstanceOf(Refusal.class);
    }

    @Test
    void aBranchIsReadFromItsRefOnly() {
        assertThat(BranchName.ofRef("refs/heads/feature/one")).contains(new BranchName("feature/one"));
        assertThat(BranchName.ofRef("refs/tags/v1")).isEmpty();
        assertThat(BranchName.ofRef(BranchName.MAIN.ref())).contains(BranchName.MAIN);
    }

    @Test
    void runsAndPullRequestsAreCountedFromOne() {
        assertThatThrownBy(() -> new RunId(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PullKey(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(List.of(new RunId(10), new RunId(9)))
                .isNotEmpty()
                .satisfies(runs ->
                        assertThat(runs.getFirst().compareTo(runs.getLast())).isPositive());
    }

    @Test
    void pagesApiAndGitAnswerARefusalWithTheSameStatusButWhatIsMalformed() {
        for (var kind : Kind.values()) {
            if (kind == Kind.INVALID)
                assertThat(List.of(kind.status(), kind.gitStatus())).containsExactly(422, 400);
            else assertThat(kind.gitStatus()).as(kind.toString()).isEqualTo(kind.status());
        }
    }

    @Test
    void aConstantIsReadAsItIsWritten() {
        for (var kind : Kind.values())
            assertThat(Constants.named(Kind.class, Constants.word(kind))).contains(kind);
        assertThat(Constants.named(Kind.class, "BUSY")).isEmpty();
    }
}
