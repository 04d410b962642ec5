package dev.softservice.runner.mutants;

import static dev.softservice.manifest.model.Rung.ACCEPTED;
import static dev.softservice.manifest.model.Rung.BUILDS;
import static dev.softservice.manifest.model.Rung.PROVISIONS;
import static dev.softservice.manifest.model.Rung.RESILIENT;
import static dev.softservice.manifest.model.Rung.UPGRADES;
import static dev.softservice.runner.mutants.Mutant.fault;

import java.util.List;

/** Images that do not build, services that do not come up, answer wrongly or do not stay well. */
final class ServiceFaults {
    private static final String READY = "print \"ready\\n\";\n";
    private static final String WEB = "web/web.pl";

    /** The address that neighbours know it by: not on the network that the machine's users come in by, which has the way to everywhere else. */
    private static final String NEAR = "my @routes = map { [split] } qx(cat /proc/net/route);\n"
            + "my ($way) = map { $_->[0] } grep { $_->[1] eq '00000000' } @routes;\n"
            + "my ($near) = grep { my $own = unpack 'L', inet_aton($_); !grep { defined $way && $_->[0] eq $way"
            + " && $_->[1] ne '00000000' && ($own & hex $_->[7]) == hex $_->[1] } @routes } split ' ',"
            + " qx(hostname -i);\n";

    private static final String SEED = "web/seed.sh";
    private static final String WELL_AGAIN =
            "sleep 1; until perl /opt/notes/ask.pl /health '' web > /dev/null 2>&1;" + " do sleep 0.2; done; sleep 2\n";

    private ServiceFaults() {}

    /** For some seconds after it was told to be, the service says that it is not well, and does all else. */
    private static Mutant.Draft sick(Mutant.Draft draft) {
        return draft.in(WEB, READY, "my $sick = 0;\n" + READY)
                .in(WEB, "{ keep($body); (", "{ $sick = time + 5 if $body eq 'be sick'; keep($body); (")
                .in(WEB, "elsif ($path eq '/health') {", "elsif ($path eq '/health' && time >= $sick) {")
                .manifest(
                        "interval: 500ms, timeout: 2s, retries: 12}\n    stop_grace_period: 3s\n    deploy",
                        "interval: 500ms, timeout: 2s, retries: 2, start_period: 20s}\n    stop_grace_period: 3s\n"
                                + "    deploy");
    }

    static List<Mutant> all() {
        return List.of(
                fault(Kind.IMAGES, "a step of the build fails")
                        .in("web/Dockerfile", "RUN mkdir -p /var/notes /var/index", "RUN echo no compiler here; exit 7")
                        .quickContainers()
                        .red(BUILDS, "does not build: at 'RUN echo no compiler here; exit 7'"),
                fault(Kind.IMAGES, "a file to copy is not there")
                        .in("web/Dockerfile", "COPY . /opt/notes/", "COPY wep.pl /opt/notes/")
                        .containers()
                        .red(BUILDS, "wep.pl"),
                fault(Kind.IMAGES, "an instruction is misspelt")
                        .in("web/Dockerfile", "RUN mkdir", "RUNN mkdir")
                        .containers()
                        .red(BUILDS, "RUNN"),
                fault(Kind.START, "the service ends at once")
                        .in(WEB, READY, "die \"no configuration\\n\";\n")
                        .quickContainers()
                        .red(PROVISIONS, "web exited with code"),
                fault(Kind.START, "the command is not in the image")
                        .manifest("command: [perl, /opt/notes/counter.pl]", "command: [python3, /opt/notes/counter.py]")
                        .containers()
                        .red(PROVISIONS, "python3"),
                fault(Kind.START, "the service never becomes healthy")
                        .manifest("ask.pl, /health]", "ask.pl, /healthz]")
                        .containers()
                        .red(PROVISIONS, "web did not become healthy"),
                fault(Kind.START, "the worker never becomes healthy")
                        .in("web/counter.pl", "'/var/index/count' or die", "'/var/index/counted' or die")
                        .containers()
                        .red(PROVISIONS, "counter did not become healthy"),
                fault(Kind.START, "a job that others wait for fails")
                        .manifest(
                                "    depends_on: {web: {condition: service_healthy}}\n",
                                "    depends_on: {web: {condition: service_healthy}, setup: {condition:"
                                        + " service_completed_successfully}}\n")
                        .manifest(
                                "volumes: {notes: {}, index: {}}",
                                "  setup: {build: web, command: [sh, -c, \"echo no rights; exit 4\"]}\n"
                                        + "volumes: {notes: {}, index: {}}")
                        .containers()
                        .red(PROVISIONS, "setup exited with code 4"),
                fault(Kind.START, "the service may not write where it has to")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    user: \"1000:1000\"\n")
                        .containers()
                        .red(PROVISIONS, "web exited with code"),
                fault(Kind.START, "the service's file system is read-only")
                        .in(WEB, READY, READY + "open(my $pid, '>', '/run/web.pid') or die \"pid: $!\\n\";\n")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    read_only: true\n")
                        .containers()
                        .red(PROVISIONS, "web exited with code"),
                fault(Kind.MEMORY, "the service needs more memory than it has at the start")
                        .in(WEB, READY, "my @all = map { 'x' x 1000000 } 1..400;\n" + READY)
                        .containers()
                        .red(PROVISIONS, "memory limit of 64 MiB"),
                fault(Kind.PORTS, "nobody listens on the port that is promised")
                        .manifest("port: 80, publish:", "port: 8080, publish:")
                        .quickContainers()
                        .red(PROVISIONS, "provides.http web:8080: nothing accepts connections"),
                fault(Kind.PORTS, "what is promised as HTTP speaks something else")
                        .in(
                                WEB,
                                READY,
                                "unless (fork) { my $own = IO::Socket::INET->new(LocalPort => 9000, Listen => 5,"
                                        + " ReuseAddr => 1) or die; while (my $c = $own->accept) { print $c \"220"
                                        + " hello\\r\\n\"; close $c } }\n"
                                        + READY)
                        .manifest(
                                "  outputs: {url: \"http://${host}:${port}/\"}",
                                "  admin: {service: web, port: 9000}\n  outputs: {url: \"http://${host}:${port}/\","
                                        + " admin: \"http://${admin.host}:${admin.port}/\"}")
                        .containers()
                        .red(PROVISIONS, "provides.admin web:9000: it is promised as HTTP"),
                fault(Kind.PORTS, "a second endpoint listens to itself only")
                        .in(
                                WEB,
                                READY,
                                "my $own = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 9000, Listen"
                                        + " => 5) or die;\n"
                                        + READY)
                        .manifest("  outputs:", "  admin: {service: web, port: 9000}\n  outputs:")
                        .containers()
                        .red(PROVISIONS, "provides.admin web:9000: nothing accepts connections"),
                fault(Kind.PORTS, "a published endpoint listens to its neighbours only")
                        .in(
                                WEB,
                                READY,
                                NEAR
                                        + "my $own = IO::Socket::INET->new(LocalAddr => $near, LocalPort => 9000,"
                                        + " Listen => 5) or die;\n"
                                        + READY)
                        .manifest("  outputs:", "  admin: {service: web, port: 9000, publish: 9000}\n  outputs:")
                        .containers()
                        .red(RESILIENT, "provides.admin web:9000 as published on this machine: "),
                fault(Kind.PORTS, "a published endpoint turns away who is no neighbour")
                        .in(
                                WEB,
                                READY,
                                NEAR
                                        + "unless (fork) { my $own = IO::Socket::INET->new(LocalPort => 9000, Listen =>"
                                        + " 5) or die; while (my $c = $own->accept) { sleep 2 if $c->sockhost eq $near;"
                                        + " close $c } }\n"
                                        + READY)
                        .manifest("  outputs:", "  admin: {service: web, port: 9000, publish: 9000}\n  outputs:")
                        .containers()
                        .red(
                                RESILIENT,
                                "provides.admin web:9000 as published on this machine: the connection is"
                                        + " closed at once"),
                fault(Kind.PORTS, "the service without a healthcheck listens on another port")
                        .in(WEB, "LocalPort => 80", "LocalPort => 8000")
                        .manifest(
                                "    healthcheck: {test: [CMD, perl, /opt/notes/ask.pl, /health], interval: 500ms,"
                                        + " timeout: 2s, retries: 12}\n",
                                "")
                        .containers()
                        .red(PROVISIONS, "web"),
                fault(Kind.PORTS, "a second endpoint is promised and does not exist")
                        .manifest("  outputs:", "  admin: {service: counter, port: 9000}\n  outputs:")
                        .containers()
                        .red(PROVISIONS, "provides.admin counter:9000: nothing accepts connections"),
                fault(Kind.PARAMETERS, "the service does not start with another choice")
                        .in(WEB, READY, "die \"too large\\n\" if $ENV{SIZE} eq 'large';\n" + READY)
                        .quickContainers()
                        .red(RESILIENT, "with size=large: web exited with code"),
                fault(Kind.PARAMETERS, "the service answers with the default whatever the value is")
                        .in(WEB, "<h1>$ENV{HEADING}</h1>", "<h1>Notes</h1>")
                        .manifest("services:\n  web:", "examples: {heading: Our notes}\n\nservices:\n  web:")
                        .containers()
                        .red(RESILIENT, "with heading=Our notes: test 'the page carries its heading' failed"),
                fault(Kind.PARAMETERS, "with another choice nobody listens on what is promised")
                        .in(WEB, "LocalPort => 80", "LocalPort => ($ENV{SIZE} eq 'large' ? 81 : 80)")
                        .manifest("[CMD, perl, /opt/notes/ask.pl, /health]", "[CMD, test, -e, /var/notes/notes]")
                        .containers()
                        .red(RESILIENT, "with size=large: "),
                fault(Kind.ANSWERS, "the page lacks its heading")
                        .in(WEB, "<h1>$ENV{HEADING}</h1>", "<h1>$ENV{HEADNG}</h1>")
                        .containers()
                        .red(ACCEPTED, "expected the body to contain '<h1>Notes</h1>'"),
                fault(Kind.ANSWERS, "the status is another one")
                        .in(WEB, "'201 Created'", "'202 Accepted'")
                        .containers()
                        .red(ACCEPTED, "expected status 201, got 202"),
                fault(Kind.ANSWERS, "a number has become text")
                        .in(WEB, "\"format\":1", "\"format\":\"1\"")
                        .containers()
                        .red(ACCEPTED, "/format"),
                fault(Kind.ANSWERS, "true has become text")
                        .in(WEB, "\"open\":true", "\"open\":\"true\"")
                        .containers()
                        .red(ACCEPTED, "/open"),
                fault(Kind.ANSWERS, "a number has become true")
                        .in(WEB, "\"format\":1", "\"format\":true")
                        .containers()
                        .red(ACCEPTED, "/format"),
                fault(Kind.ANSWERS, "a value is missing")
                        .in(WEB, "\"open\":true,", "")
                        .containers()
                        .red(ACCEPTED, "/open"),
                fault(Kind.ANSWERS, "the JSON ends in the middle")
                        .in(WEB, "\"count\":$count})", "\"count\":$count)")
                        .containers()
                        .red(ACCEPTED, "expected JSON, got"),
                fault(Kind.ANSWERS, "an answer takes for ever")
                        .in(WEB, "elsif ($path eq '/') {", "elsif ($path eq '/') { sleep 3600;")
                        .containers()
                        .red(ACCEPTED, "the page carries its heading"),
                fault(Kind.COMMANDS, "the command of a test ends with another code")
                        .manifest("command: [cat, /var/index/count]", "command: [cat, /var/index/counted]")
                        .containers()
                        .red(ACCEPTED, "to exit with 0, it exited with 1"),
                fault(Kind.COMMANDS, "reports are green, and the command ends with 3")
                        .in("web/suite.sh", "done\n", "done\necho teardown failed; exit 3\n")
                        .containers()
                        .red(
                                ACCEPTED,
                                "expected its command to exit with 0, it exited with 3, saying 'teardown failed'"),
                fault(Kind.COMMANDS, "the suite does not end")
                        .in("web/suite.sh", "mkdir -p /results\n", "mkdir -p /results; sleep 3600\n")
                        .manifest("results: /results, timeout: 20s", "results: /results, timeout: 2s")
                        .containers()
                        .red(ACCEPTED, "it did not end within its time limit of 2 s"),
                fault(Kind.COMMANDS, "the suite is not in the image")
                        .manifest("/opt/notes/suite.sh], results", "/opt/notes/suit.sh], results")
                        .containers()
                        .red(ACCEPTED, "no report was found"),
                fault(Kind.IDLE, "the test's image has only a shell to run")
                        .manifest("build: web, command: [sh, /opt/notes/suite.sh], results: /results,", "build: web,")
                        .quickContainers()
                        .red(ACCEPTED, "this test can't fail"),
                fault(Kind.HEALTH, "the service ends while the tests run, and is started again")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); if ($body =~ /by a test/) { close $client; exit 3; } (")
                        .containers()
                        .red(ACCEPTED, "web"),
                fault(Kind.HEALTH, "the service ends a moment after an answer, and is started again")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    restart: always\n")
                        .in(WEB, "  close $client;\n}", "  close $client; exit 3 if $body =~ /by a test/;\n}")
                        .containers()
                        .red(ACCEPTED, "ended and was started again after it was healthy"),
                fault(Kind.HEALTH, "the worker ends during the tests")
                        .in(
                                "web/counter.pl",
                                "  select(undef",
                                "  exit 5 if $answer =~ /\"count\":[2-9]/;\n  select(undef")
                        .containers()
                        .red(ACCEPTED, "counter exited with code 5"),
                fault(Kind.HEALTH, "the service ends right after the last test")
                        .in(
                                "web/suite.sh",
                                "> /dev/null || exit 1\n",
                                "> /dev/null || exit 1\nperl /opt/notes/ask.pl /notes 'good bye' web\n")
                        .in(
                                WEB,
                                "  close $client;\n}",
                                "  close $client; if ($body eq 'good bye') { select(undef, undef, undef, 0.4); exit 3;"
                                        + " }\n"
                                        + "}")
                        .containers()
                        .red(ACCEPTED, "web exited with code 3"),
                fault(Kind.HEALTH, "the healthcheck turns during the tests")
                        .in(
                                "web/suite.sh",
                                "> /dev/null || exit 1\n",
                                "> /dev/null || exit 1\nperl /opt/notes/ask.pl /notes 'good bye' web\n")
                        .in(
                                WEB,
                                "elsif ($path eq '/health') {",
                                "elsif ($path eq '/health' && !grep { $_ eq 'good bye' } notes()) {")
                        .manifest(
                                "interval: 500ms, timeout: 2s, retries: 12}\n    stop_grace_period: 3s\n    deploy",
                                "interval: 500ms, timeout: 2s, retries: 1}\n    stop_grace_period: 3s\n    deploy")
                        .containers()
                        .red(ACCEPTED, "web is not healthy any more"),
                fault(Kind.HEALTH, "the service hangs after the last test")
                        .in(
                                "web/suite.sh",
                                "> /dev/null || exit 1\n",
                                "> /dev/null || exit 1\nperl /opt/notes/ask.pl /notes 'good bye' web\n")
                        .in(
                                WEB,
                                "  close $client;\n}",
                                "  close $client; if ($body eq 'good bye') { close $server; sleep 3600; }\n}")
                        .containers()
                        .red(ACCEPTED, "web"),
                sick(fault(Kind.HEALTH, "the healthcheck turns during the tests, and comes back"))
                        .in(
                                "web/suite.sh",
                                "> /dev/null || exit 1\n",
                                "> /dev/null || exit 1\nperl /opt/notes/ask.pl /notes 'be sick' web > /dev/null\n"
                                        + WELL_AGAIN)
                        .containers()
                        .red(ACCEPTED, "web was not healthy for a while"),
                sick(fault(Kind.HEALTH, "the healthcheck turns while data is made, and comes back"))
                        .in(
                                SEED,
                                "once.\n",
                                "once.\nperl /opt/notes/ask.pl /notes 'be sick' > /dev/null\n" + WELL_AGAIN)
                        .containers()
                        .red(RESILIENT, "web was not healthy for a while"),
                fault(Kind.HEALTH, "the service ends while data is made, and is started again")
                        .manifest("    expose: [80]\n", "    expose: [80]\n    restart: always\n")
                        .in(WEB, "  close $client;\n}", "  close $client; exit 3 if $body eq 'be gone';\n}")
                        .manifest("seed:    {service: web", "seed:    {service: counter")
                        .write(
                                SEED,
                                "perl /opt/notes/ask.pl /notes 'be gone' web > /dev/null\n"
                                        + WELL_AGAIN
                                        + "perl /opt/notes/ask.pl /notes \"$(seq -f 'seeded %g' 50)\" web\n")
                        .containers()
                        .red(RESILIENT, "web ended and was started again after it was healthy"),
                fault(Kind.MEMORY, "a process of the service is killed for its memory while data is made")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); system('perl', '-e', 'my @a; push @a, q(x) x 1000000 for 1..400') if"
                                        + " $body =~ /seeded/; (")
                        .containers()
                        .red(RESILIENT, "memory limit of 64 MiB"),
                fault(Kind.MEMORY, "a process of the service is killed for its memory during the tests")
                        .in(
                                WEB,
                                "{ keep($body); (",
                                "{ keep($body); system('perl', '-e', 'my @a; push @a, q(x) x 1000000 for 1..400') if"
                                        + " $body =~ /by a test/; (")
                        .containers()
                        .red(ACCEPTED, "memory limit of 64 MiB"),
                fault(Kind.MEMORY, "a process of the new version is killed for its memory while it takes the data over")
                        .in(
                                WEB,
                                "keep('the first note') unless -e $file;\n",
                                "my $older = -e $file && !-e \"$folder/newer\";\n"
                                        + "keep('the first note') unless -e $file;\n"
                                        + "system('perl', '-e', 'my @a; push @a, q(x) x 1000000 for 1..400') if"
                                        + " $older;\n"
                                        + "open(my $newer, '>', \"$folder/newer\"); close $newer;\n")
                        .containers()
                        .red(
                                UPGRADES,
                                "after the upgrade from v1.0.0: a process of web met its memory limit of 64 MiB"));
    }
}
