package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.secret.Mask;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SanitizerTest {
    @Test
    void escapeSequencesAndControlCharactersAreGoneAndTextStays() {
        assertThat(Sanitizer.clean("\u001b[2J\u001b[1;31mred\u001b[0m\ttab")).isEqualTo("red\ttab");
        assertThat(Sanitizer.clean("\u001b]0;title\u0007a\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\"
                        + " \u001b]52;c;Y29weQ==\u0007b"))
                .isEqualTo("alink b");
        assertThat(Sanitizer.clean("a\u001bP+q544e\u001b\\b\u009b31mc\u009d0;t\u009cd\u0000e\u0085f\u007f"))
                .isEqualTo("abcdef");
        assertThat(Sanitizer.clean("exe\u202egpj.txt\u2066x")).isEqualTo("exegpj.txtx");
        assertThat(Sanitizer.clean("unfinished \u001b[12")).isEqualTo("unfinished ");
        assertThat(Sanitizer.clean("über 日本 🎉")).isEqualTo("über 日本 🎉");
    }

    @Test
    void lookAlikesOfWorkflowCommandsStayPlainText() {
        assertThat(Sanitizer.clean("::set-output name=a::b")).isEqualTo("::set-output name=a::b");
    }

    @Test
    void secretsAreHiddenTheLongerFirstAndLineByLine() {
        var mask = new Mask(Set.of("hunter2hunter2", "hunter2", "line one\nline two", "abc"));
        assertThat(mask.apply("x hunter2hunter2 hunter2 y line two abc"))
                .isEqualTo("x [secret] [secret] y [secret] abc");
    }
}
