package dev.softservice.manifest.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedByItselfTest {
    private static boolean own(String line) {
        var words = List.of(line.split("\\|", -1));
        return OwnWords.looksFor(words, List.of("ok"), List.of(Pattern.compile("^.*o")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo|ok",
                "printf|%s|ok",
                "env|A=1|echo|ok",
                "sh|-c|echo ok",
                "sh|-c|nosuch; echo ok",
                "bash|-c|cat /nosuch\necho 'all ok'",
                "/bin/sh|-lc|curl -s http://web/; echo it is ok"
            })
    void aCommandThatSaysItselfWhatIsLookedForShowsNothing(String line) {
        assertThat(own(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo|well",
                "cat|/var/ok",
                "sh|-c|test -e /x && echo ok",
                "sh|-c|echo $STATE ok",
                "sh|-ec|nosuch; echo ok",
                "sh|-c|set -e; nosuch; echo ok",
                "sh|-c|nosuch || exit 1; echo ok",
                "sh|-c|if nosuch; then echo no; else echo ok; fi",
                "sh|-c|(nosuch; echo ok)",
                "sh|-c|echo ok > /x; cat /y",
                "perl|-e|print 'ok'"
            })
    void whatDependsOnSomethingMaySaySomething(String line) {
        assertThat(own(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 127})
    void aCommandThatIsNotThereIsNoTest(int exit) {
        assertThat(IdleCommand.byExitCode(List.of("nosuch"), exit)).isPresent();
    }
}
