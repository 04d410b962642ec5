package dev.softservice.runner.mutants;

import static dev.softservice.manifest.model.Rung.ACCEPTED;
import static dev.softservice.manifest.model.Rung.VALID;
import static dev.softservice.runner.mutants.Mutant.fault;

import java.util.List;

/** What reading and planning find: nothing has been built yet. */
final class DefinitionFaults {
    private static final String SUITE = "command: [sh, /opt/notes/suite.sh], results: /results";

    private DefinitionFaults() {}

    static List<Mutant> all() {
        return List.of(
                fault(Kind.PARAMETERS, "an example of a parameter that does not exist")
                        .manifest("services:\n  web:", "examples: {headin: Ours}\n\nservices:\n  web:")
                        .red(VALID, "did you mean `heading`?"),
                definition("a key is misspelt")
                        .manifest("healthcheck: {test: [CMD, perl", "healtchek: {test: [CMD, perl")
                        .red(VALID, "did you mean `healthcheck`"),
                definition("a key stands twice")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    expose: [81]\n")
                        .red(VALID, "[duplicate-key] `expose` stands in line"),
                definition("the version is a number")
                        .manifest("version: \"1.1\"", "version: 1.1")
                        .red(VALID, "[wrong-type]"),
                definition("a parameter that does not exist is referred to")
                        .manifest("HEADING: \"${parameters.heading}\"", "HEADING: \"${parameters.headng}\"")
                        .red(VALID, "did you mean `parameters.heading`"),
                definition("a volume is not declared")
                        .manifest("volumes: {notes: {}, index: {}}", "volumes: {notes: {}}")
                        .red(VALID, "[unknown-volume]"),
                definition("services wait for each other in a circle")
                        .manifest(
                                "    stop_grace_period: 3s\n    deploy:",
                                "    depends_on: [counter]\n    stop_grace_period: 3s\n    deploy:")
                        .red(VALID, "[cycle]"),
                definition("a service wants the machine's powers")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    privileged: true\n")
                        .red(VALID, "[refused-privileged]"),
                definition("a service mounts the engine's socket")
                        .manifest(
                                "volumes: [\"notes:/var/notes\"]",
                                "volumes: [\"notes:/var/notes\", \"/var/run/docker.sock:/var/run/docker.sock\"]")
                        .red(VALID, "[refused-engine-socket]"),
                definition("a service takes the machine's network")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    network_mode: host\n")
                        .red(VALID, "[refused-network-mode]"),
                definition("the folder to build from is not there")
                        .manifest(
                                "    build: web\n    command: [perl, /opt/notes/web.pl]",
                                "    build: wbe\n    command: [perl, /opt/notes/web.pl]")
                        .red(VALID, "[missing-file]"),
                definition("an endpoint names a service that does not exist")
                        .manifest("http: {service: web, port: 80,", "http: {service: www, port: 80,")
                        .red(VALID, "[unknown-service]"),
                definition("a test asks a host that does not exist")
                        .manifest("get: \"http://web/\"", "get: \"http://wbe/\"")
                        .red(VALID, "[unknown-service]"),
                definition("data is made and nothing checks it")
                        .manifest("  check:   {service: web, command: [sh, /opt/notes/check.sh]}\n", "")
                        .red(VALID, "`check`"),
                definition("a backup that nothing restores")
                        .manifest("  restore: {service: web, command: [cp, /backup/notes, /var/notes/notes]}\n", "")
                        .red(VALID, "`restore`"),
                definition("a volume that does not exist need not be kept")
                        .manifest("data:\n", "data:\n  scratch: [cache]\n")
                        .red(VALID, "[unknown-volume]"),
                definition("a level above the top is asked for")
                        .manifest("parameters:\n", "release: {level: 9}\nparameters:\n")
                        .red(VALID, "level"),
                definition("two tests have one name")
                        .manifest("- name: the suite", "- name: a note is kept")
                        .red(VALID, "[name-taken]"),
                definition("the file is no YAML")
                        .manifest("tests:\n", "tests: [\n")
                        .red(VALID, "[yaml-syntax]"),
                fault(Kind.IDLE, "the test's command is `true`")
                        .manifest(SUITE, "command: [\"true\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's script ends in `|| true`")
                        .manifest(SUITE, "command: [sh, -c, \"sh /opt/notes/suite.sh || true\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's script ends in `exit 0`")
                        .manifest(SUITE, "command: [sh, -c, \"sh /opt/notes/suite.sh; exit 0\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test only prints")
                        .manifest(SUITE, "command: [echo, all is well]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's program is told to forgive all")
                        .manifest(SUITE, "command: [make, -i, -C, /opt/notes, test]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's program runs what counts for nothing")
                        .manifest(SUITE, "command: [find, /opt/notes, -name, suite.sh, -exec, sh, \"{}\", ;]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's program does nothing")
                        .manifest(SUITE, "command: [perl, -e, \"1\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's loop is never run")
                        .manifest(SUITE, "command: [sh, -c, \"until true; do sh /opt/notes/suite.sh; done\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's script shows its log in the end")
                        .manifest(SUITE, "command: [sh, -c, \"sh /opt/notes/suite.sh > /tmp/log; cat /tmp/log\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the test's here-document forgives all")
                        .manifest(SUITE, "command: [sh, -c, \"sh <<E\\nsh /opt/notes/suite.sh\\necho done\\nE\\n\"]")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "a test looks for what its own command prints")
                        .manifest(
                                "command: [cat, /var/index/count], expect: {matches: \"^[1-9]\"}",
                                "command: [sh, -c, \"cat /var/index/counted; echo counted\"], expect: {contains:"
                                        + " counted}")
                        .red(VALID, "it looks for what its own command prints"),
                fault(Kind.IDLE, "a test prints what it looks for")
                        .manifest(
                                "command: [cat, /var/index/count], expect: {matches: \"^[1-9]\"}",
                                "command: [echo, \"1\"], expect: {matches: \"^[1-9]\"}")
                        .red(VALID, "it looks for what its own command prints"),
                fault(Kind.IDLE, "a test expects that its command is not there")
                        .manifest(
                                "command: [cat, /var/index/count], expect: {matches: \"^[1-9]\"}",
                                "command: [notes-count], expect: {exit: 127}")
                        .red(VALID, "ends with 127"),
                fault(Kind.IDLE, "the tests are compiled and never run")
                        .manifest(SUITE, "command: [mvn, verify, -DskipTests]")
                        .red(VALID, "with '-DskipTests'"),
                fault(Kind.IDLE, "the tests are listed and never run")
                        .manifest(SUITE, "command: [go, test, -list, \".*\", ./...]")
                        .red(VALID, "with '-list'"),
                fault(Kind.IDLE, "the expression is found in any text")
                        .manifest("matches: \"^[1-9]\"", "matches: \".*\"")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "the empty text is looked for")
                        .manifest("contains: \"<h1>${parameters.heading}</h1>\"", "contains: \"\"")
                        .red(VALID, "[idle-test]"),
                fault(Kind.IDLE, "there are no tests")
                        .manifest(tests(), "tests: []\n")
                        .red(ACCEPTED, "no tests ran"));
    }

    private static Mutant.Draft definition(String name) {
        return fault(Kind.DEFINITION, name);
    }

    /** The section of tests as it stands in the sample. */
    private static String tests() {
        var manifest = MutantTrials.sample("softservice.yaml");
        return manifest.substring(manifest.indexOf("tests:\n"), manifest.indexOf("\ndata:"));
    }
}
