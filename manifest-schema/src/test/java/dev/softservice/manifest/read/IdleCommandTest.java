package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleCommandTest {
    private static List<String> words(String line) {
        return List.of(line.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash",
                "/bin/sh",
                "sh,-l",
                "docker-entrypoint.sh,node",
                "docker-php-entrypoint,php,-a",
                "python3",
                "irb",
                "tini,--,bash",
                "true",
                "/bin/true",
                ":",
                "sh,-c,true",
                "sh,-c, : ",
                "bash,-ec,exit 0",
                "sh,-c,# later",
                "/usr/bin/env,bash",
                "exit,0",
                "echo,ok"
            })
    void whatRunsNothingIsIdle(String line) {
        assertThat(IdleCommand.of(words(line))).as(line).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest",
                "sh,-c,run-tests",
                "bash,/tests/all.sh",
                "python3,-m,pytest",
                "node,--test",
                "perl,-e,die",
                "sh,-c,exit 1",
                "false",
                "npm,test",
                "/run.sh",
                "sh,-c,true && tests",
                "php,vendor/bin/phpunit",
                "env,CI=1,pytest",
                "cat,/etc/passwd",
                "exit,1"
            })
    void whatMayFailIsNot(String line) {
        assertThat(IdleCommand.byExitCode(words(line))).as(line).isEmpty();
    }

    @Test
    void aScriptThatForgivesEverythingTellsNothingByItsExitCode() {
        for (var script : List.of("tests || true", "tests; true", "tests\nexit 0", "tests || :")) {
            assertThat(IdleCommand.of(List.of("sh", "-c", script))).isEmpty();
            assertThat(IdleCommand.byExitCode(List.of("sh", "-c", script)))
                    .as(script)
                    .isPresent();
        }
        assertThat(IdleCommand.byExitCode(List.of("sh", "-c", "prepare || true; tests")))
                .isEmpty();
    }
}
