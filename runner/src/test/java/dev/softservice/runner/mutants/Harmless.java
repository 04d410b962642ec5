package dev.softservice.runner.mutants;

import static dev.softservice.runner.mutants.Mutant.harmless;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes that nobody may be stopped for. */
final class Harmless {
    private static final String WEB = "web/web.pl";
    private static final String START = "keep('the first note') unless -e $file;\n";
    private static final String NOTES = "volumes: [\"notes:/var/notes\"]";
    private static final String VOLUMES = "volumes: {notes: {}, index: {}}";
    private static final String XML = "web/reports/suite.xml";
    private static final String TAP = "web/reports/suite.tap";

    private Harmless() {}

    /** A line for each. */
    private static String thirty(String line) {
        return IntStream.rangeClosed(1, 30)
                .mapToObj(number -> line.replace("%1$d", String.valueOf(number)).replace("%n", "\n"))
                .collect(Collectors.joining());
    }

    static List<Mutant> all() {
        return List.of(
                harmless("nothing has changed").green(),
                harmless("a comment in the manifest")
                        .manifest("parameters:\n", "# What users choose.\nparameters:\n")
                        .green(),
                harmless("another default")
                        .manifest("default: Notes", "default: Our notes")
                        .containers()
                        .green(),
                harmless("a new parameter")
                        .manifest(
                                "  key:     {type: secret}",
                                "  colour:  {type: string, default: blue}\n  key:     {type: secret}")
                        .green(),
                harmless("a new test")
                        .manifest(
                                "  - name: the suite\n",
                                "  - name: the port is open\n    tcp: {host: web, port: 80}\n  - name: the suite\n")
                        .green(),
                harmless("volumes in the long form")
                        .manifest(NOTES, "volumes: [{type: volume, source: notes, target: /var/notes}]")
                        .green(),
                harmless("a new volume that need not be kept")
                        .manifest(NOTES, "volumes: [\"notes:/var/notes\", \"cache:/var/cache/notes\"]")
                        .manifest(VOLUMES, "volumes: {notes: {}, index: {}, cache: {}}")
                        .manifest("data:\n", "data:\n  scratch: [cache]\n")
                        .containers()
                        .green(),
                harmless("a volume that is given up with a reason")
                        .manifest("    volumes: [\"index:/var/index\"]\n", "    tmpfs: [/var/index]\n")
                        .manifest(VOLUMES, "volumes: {notes: {}}")
                        .manifest("data:\n", "data:\n  dropped: [{name: index, reason: notes are counted anew}]\n")
                        .containers()
                        .green(),
                harmless("a byte order mark before the report")
                        .in(XML, "<?xml", "\uFEFF<?xml")
                        .green(),
                harmless("a terminal's colours in a report")
                        .in(
                                XML,
                                "time=\"0.02\"/>",
                                "time=\"0.02\"><system-out>\u001b[32mgreen\u001b[0m &#27;[1m</system-out></testcase>")
                        .green(),
                harmless("a test that failed and passed when it was run again, as Surefire writes it")
                        .write(
                                XML,
                                "<testsuite name='s' tests='1' failures='1'><testcase name='pays'><flakyFailure"
                                        + " message='slow'>slow</flakyFailure></testcase></testsuite>")
                        .green(),
                harmless("one test of several is skipped")
                        .in(XML, "time=\"0.02\"/>", "time=\"0.02\"><skipped/></testcase>")
                        .green(),
                harmless("parameters that give tests one name")
                        .in(XML, "name=\"notes are listed\"", "name=\"the front page answers\"")
                        .green(),
                harmless("a header that counts too few tests")
                        .in(XML, "<testsuites tests=\"2\"", "<testsuites tests=\"1\"")
                        .green(),
                harmless("TAP 14 in any order")
                        .write(TAP, "TAP version 14\n1..2\nok 2 - b\nok 1 - a\n")
                        .green(),
                harmless("TAP without numbers, with a plan at the end")
                        .write(TAP, "ok - a\nok - b\n1..2\n")
                        .green(),
                harmless("TAP with something to do and a subtest")
                        .write(
                                TAP,
                                "1..2\n    ok 1 - inner\n    1..1\nok 1 - deep\nnot ok 2 - later # TODO not built\n")
                        .green(),
                harmless("line ends of another system")
                        .write(TAP, "TAP version 13\r\n1..2\r\nok 1 - a\r\nok 2 - b\r\n")
                        .green(),
                harmless("a slow start within its time")
                        .in(WEB, START, START + "sleep 2;\n")
                        .containers()
                        .green(),
                harmless("much more on standard output")
                        .in(WEB, "  close $client;\n}", "  close $client; print 'answered ', 'x' x 200, \"\\n\";\n}")
                        .containers()
                        .green(),
                harmless("logs, caches and process ids in the container's own layer")
                        .in(
                                WEB,
                                START,
                                START
                                        + "for my $place ('/var/log/web.log', '/var/cache/web', '/run/web.pid',"
                                        + " '/tmp/web') { open(my $out, '>', $place) or die $!; print $out $$; close"
                                        + " $out; }\n")
                        .containers()
                        .green(),
                harmless("a file that comes and goes in a folder of the image")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); open(my $mark, '>', '/opt/notes/busy'); close $mark; unlink"
                                        + " '/opt/notes/busy'; (")
                        .containers()
                        .green(),
                harmless("a volume of the image below the mount")
                        .in("web/Dockerfile", "RUN mkdir", "VOLUME /var/notes\nRUN mkdir")
                        .containers()
                        .green(),
                harmless("a migration that bears being run twice")
                        .in(WEB, "my $file = \"$folder/notes\"", "my $file = \"$folder/notes.v2\"")
                        .in(WEB, START, "rename \"$folder/notes\", $file if -e \"$folder/notes\";\n" + START)
                        .manifest("[cp, /var/notes/notes, /backup/notes]", "[cp, /var/notes/notes.v2, /backup/notes]")
                        .manifest("[cp, /backup/notes, /var/notes/notes]", "[cp, /backup/notes, /var/notes/notes.v2]")
                        .containers()
                        .green(),
                harmless("a worker that ends when the service is gone, and is started again")
                        .in(
                                "web/counter.pl",
                                "  if ($answer",
                                "  exit 1 if $answer eq '' && -e '/var/index/count';\n  if ($answer")
                        .containers()
                        .green(),
                harmless("a service that ends all the time, as its manifest expects")
                        .manifest(
                                VOLUMES,
                                "  ticker: {build: web, command: [sleep, \"2\"], restart: always, restarts: expected}\n"
                                        + VOLUMES)
                        .containers()
                        .green(),
                harmless("a healthcheck that fails now and then, and less often than its retries allow")
                        .manifest("ask.pl, /health]", "ask.pl, /alive]")
                        .in(WEB, START, "my $asked = 0;\n" + START)
                        .in(
                                WEB,
                                "elsif ($path eq '/health') {",
                                "elsif ($path eq '/alive' && ++$asked % 3) { ($status, $answer) = ('200 OK', 'alive');"
                                        + " }\n  elsif ($path eq '/health') {")
                        .containers()
                        .green(),
                harmless("other values of parameters, named by the author")
                        .manifest(
                                "services:\n  web:",
                                "examples: {heading: Our notes, size: large, port: 9000}\n\nservices:\n  web:")
                        .containers()
                        .green(),
                harmless("thirty more parameters, each with a value of its own")
                        .manifest(
                                "  key:     {type: secret}",
                                thirty("  p%1$d: {type: string, default: d%1$d}%n") + "  key:     {type: secret}")
                        .manifest(
                                "services:\n  web:",
                                "examples:\n" + thirty("  p%1$d: other-%1$d%n") + "\nservices:\n  web:")
                        .manifest(
                                "KEY: \"${parameters.key}\"}",
                                "KEY: \"${parameters.key}\"" + thirty(", P%1$d: \"${parameters.p%1$d}\"") + "}")
                        .containers()
                        .green(),
                harmless("a job before the services")
                        .manifest(VOLUMES, "  setup: {build: web, command: [sh, -c, \"echo set up\"]}\n" + VOLUMES)
                        .manifest(
                                "    depends_on: {web: {condition: service_healthy}}\n",
                                "    depends_on: {web: {condition: service_healthy}, setup: {condition:"
                                        + " service_completed_successfully}}\n")
                        .containers()
                        .green(),
                harmless("the volumes themselves are the backup")
                        .manifest("  backup:  {service: web, command: [cp, /var/notes/notes, /backup/notes]}\n", "")
                        .manifest("  restore: {service: web, command: [cp, /backup/notes, /var/notes/notes]}\n", "")
                        .containers()
                        .green(),
                harmless("a read-only file system with memory for temporary files")
                        .manifest(
                                "    expose: [80]\n",
                                "    expose: [80]\n    read_only: true\n    tmpfs: [/tmp, /run]\n")
                        .containers()
                        .green());
    }
}
