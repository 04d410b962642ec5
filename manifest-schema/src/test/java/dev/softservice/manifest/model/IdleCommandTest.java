package dev.softservice.manifest.model;

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
                "echo,ok",
                "env,A=b,true",
                "/usr/bin/env,-i,/bin/true",
                "timeout,5,true",
                "busybox,true",
                "tini,--,true",
                "nice,sh,-c,exit 0",
                "sleep,5",
                "sh,-c,sleep 5",
                "sh,-eo,pipefail,-c,true",
                "[,1,=,1,]",
                "test,1,-eq,1",
                "date",
                "python,-c,pass",
                "python3,-c,import sys; sys.exit(0)",
                "python3,-c,print('ok')",
                "node,-e,process.exit(0)",
                "node,-e,console.log(\"ok\")",
                "perl,-e,1",
                "ruby,-e,puts 'ok'",
                "php,-r,echo 'ok';",
                "gosu,postgres,true"
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
                "exit,1",
                "env,A=b,run-tests",
                "timeout,5,run-tests",
                "test,-e,/data/file",
                "test,a,=,b",
                "test,$x,=,$x",
                "hostname,-f",
                "python3,-c,import app",
                "python3,-c,assert 1 == 2",
                "node,-e,require('./app')",
                "perl,-e,exit 1",
                "make,-k,test",
                "make,-C,i,test",
                "make,test",
                "mvn,verify,-Dmaven.test.failure.ignore=false",
                "mvn,-fae,verify",
                "gradle,test,--continue",
                "pytest,-x,tests",
                "find,/tests,-name,*.sh,-exec,sh,{},+",
                "find,/data/note",
                "newman,run,all.json"
            })
    void whatMayFailIsNot(String line) {
        assertThat(IdleCommand.byExitCode(words(line))).as(line).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "make,-i,test",
                "make,-ki,test",
                "make,test,--ignore-errors",
                "make,-n,test",
                "mvn,verify,-Dmaven.test.failure.ignore",
                "./mvnw,-Dmaven.test.failure.ignore=true,test",
                "mvn,-fn,test",
                "gradle,test,--dry-run",
                "pytest,--collect-only",
                "python3,-m,pytest,--co,-q",
                "robot,--nostatusrc,tests",
                "bundle,exec,rspec,--failure-exit-code,0",
                "mix,test,--exit-status,0",
                "newman,run,all.json,--suppress-exit-code",
                "npx,newman,run,all.json,-x",
                "flake8,--exit-zero,src",
                "ctest,-N",
                "find,tests,-name,*.sh,-exec,sh,{},;",
                "find,tests,-exec,sh,{},\\;",
                "timeout,5,make,-i,test"
            })
    void aProgramThatIsToldToForgiveTellsNothingByItsExitCode(String line) {
        assertThat(IdleCommand.of(words(line)))
                .as("its reports may tell: " + line)
                .isEmpty();
        assertThat(IdleCommand.byExitCode(words(line))).as(line).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tests || true",
                "tests; true",
                "tests\nexit 0",
                "tests || :",
                "tests; echo done",
                "tests || echo 'it failed'",
                "a && b || true",
                "echo $(tests)",
                "tests | tee /results/log",
                "tests 2>&1 | tail -n 20",
                "tests | cat",
                "tests &",
                "if tests; then echo well; fi; echo ended",
                "set -u; tests; true",
                "set -e; tests || true",
                "# all of it\ntests; true # really",
                "if tests; then echo well; else echo badly; fi",
                "if ! tests; then echo badly; fi",
                "for t in tests/*; do sh $t || true; done",
                "for t in a b; do sh $t; echo done; done",
                "(tests; true)",
                "{ tests; true; }",
                "true && true",
                "tests & wait",
                "tests &\nwait",
                "trap 'exit 0' EXIT; tests",
                "! false",
                "exec true",
                "[[ 1 == 1 ]]",
                "tests; code=0",
                "cat <<E\ntrue\nE",
                "sh <<E\ntests || true\nE",
                "sh -x <<'E'\ntests\necho done\nE",
                "cat > plan <<E\n1..2\nE\ntests; true",
                "until true; do tests; done",
                "while false; do tests; done",
                "ls tests | while read t; do sh $t || true; done",
                "cd app; for t in a b; do sh $t || true; done",
                "tests || (echo it failed)",
                "tests || { echo it failed; }",
                "tests || echo it failed >&2",
                "tests > /dev/null 2>&1 || true",
                "tests || /bin/true",
                "tests || (exit 0)",
                "tests || printf no",
                "tests |& tee log",
                "tests > log 2>&1; cat log",
                "tests | tee log > /dev/null; tail -n 5 log",
                "tests; echo ended; exit $?",
                "tests; true; exit",
                "tests & sleep 5",
                "tests; sleep 1",
                "sh -c 'tests || true'",
                "eval 'tests || true'",
                "cd app && mvn verify -fn",
                "set -e; cd app; make -i test",
                "tests; [ 1 -lt 2 ]",
                "tests; test -n yes",
                "if true; then tests; true; fi",
                "echo before; if tests; then echo a; else echo b; fi"
            })
    void aScriptThatForgivesEverythingTellsNothingByItsExitCode(String script) {
        assertThat(IdleCommand.of(List.of("sh", "-c", script))).isEmpty();
        assertThat(IdleCommand.byExitCode(List.of("sh", "-c", script))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prepare || true; tests",
                "set -e; tests; true",
                "set -eu\ntests\necho done",
                "if ! tests; then exit 1; fi; true",
                "tests || exit 1; true",
                "tests || { echo failed; exit 1; }; echo well",
                "tests && true",
                "test -e /a && echo there",
                "echo one > /notes/test",
                "echo a | grep b",
                "set -o pipefail; tests | tee log",
                "echo ${DATA:?is not set}",
                "case $x in a) tests;; esac",
                "echo \"a; true",
                "sort -c list | sort -c",
                "tests | cat - /missing",
                "! tests",
                "trap 'exit 3' EXIT; true",
                "if tests; then echo well; else exit 1; fi",
                "if tests; then echo well; elif others; then echo so; else exit 1; fi",
                "for t in tests/*; do sh $t || exit 1; done",
                "for t in tests/*; do sh $t; done",
                "while ! ask; do sleep 1; done",
                "tests & wait $!",
                "(tests)",
                "tests || failed=1; exit $failed",
                "exec tests",
                "answer=$(tests)",
                "tests; exit",
                "tests; exit $?",
                "sh <<E\ntests\nE",
                "sh <<E\nset -e\ntests\necho done\nE",
                "psql <<E\nselect 1\nE",
                "until ask; do sleep 1; done",
                "while read t; do sh $t; done",
                "ls tests | while read t; do sh $t || exit 1; done",
                "tests || { echo failed; exit 1; }",
                "tests || (echo failed; false)",
                "cat /data/note",
                "tests > log || { cat log; false; }",
                "sleep infinity",
                "server & tests",
                "server & sleep 1; tests",
                "sh -c tests",
                "eval tests",
                "cd app && make test",
                "echo waiting for it; tests",
                "for t in a b; do echo $t; sh $t; done",
                "test -n \"$x\"",
                "[ 2 -lt 1 ]"
            })
    void aScriptThatMayFailIsLeftAlone(String script) {
        assertThat(IdleCommand.byExitCode(List.of("sh", "-c", script))).isEmpty();
    }

    @Test
    void aShellThatStopsAtErrorsMayFailBeforeTheEnd() {
        assertThat(IdleCommand.byExitCode(List.of("bash", "-ec", "tests; true")))
                .isEmpty();
        assertThat(IdleCommand.byExitCode(List.of("bash", "-euo", "pipefail", "-c", "tests; true")))
                .isEmpty();
        assertThat(IdleCommand.byExitCode(List.of("bash", "-c", "tests; true"))).isPresent();
    }

    @Test
    void anExitCodeThatIsWrittenDownIsNoAnswer() {
        assertThat(IdleCommand.byExitCode(List.of("false"), 1)).isPresent();
        assertThat(IdleCommand.byExitCode(List.of("sh", "-c", "exit 3"), 3)).isPresent();
        assertThat(IdleCommand.byExitCode(List.of("sh", "-c", "tests; exit 3"), 3))
                .isEmpty();
        assertThat(IdleCommand.byExitCode(List.of("true"), 0)).isPresent();
        assertThat(IdleCommand.byExitCode(List.of("true"), 1)).as("always red").isEmpty();
    }
}
