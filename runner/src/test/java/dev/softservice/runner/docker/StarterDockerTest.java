package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are started before their time: not to be told from others, and never begun too early. */
@NeedsEngine
@EnabledOnOs(
        architectures = {"amd64", "aarch64"},
        disabledReason = "there is no program for this kind of machine; nothing is held")
class StarterDockerTest {
    /** Prints everything that a process can be told by, and that is no number of its own. */
    private static final String TELL = """
        $| = 1;
        sub lines { open(my $in, "<", "/proc/self/$_[0]") or die "$_[0]: $!"; local $/ = $_[1] // "\\n"; my @lines = <$in>; chomp @lines; return @lines }
        sub list { opendir(my $in, $_[0]) or die "$_[0]: $!"; return map { "$_[0] has $_" } sort grep { $_ ne ".starter" } readdir $in }
        my %open = map { $_ => readlink "/proc/self/fd/$_" } 0 .. 9;
        print "told $_\\n" for "parent " . getppid, "named $0 @ARGV", (map { "is " . readlink "/proc/self/$_" } qw(cwd exe)), (sort map { "environment $_" } lines("environ", "\\0")),
            (map { "word $_" } lines("cmdline", "\\0")), (map { defined $open{$_} ? "open $_ $open{$_}" : () } 0 .. 9), list("/"), list("/dev"), lines("limits"),
            (grep { /^(Name|Umask|TracerPid|Uid|Gid|FDSize|Groups|Threads|SigPnd|ShdPnd|SigBlk|SigIgn|SigCgt|Cap|NoNewPrivs|Seccomp|Specul)/ } lines("status")),
            (sort map { "mounted " . (split)[4] } grep { !m{ /dev/.starter } } lines("mountinfo"));
        print "held=", -e "/dev/.starter/starter" || 0, "\\n";
        """;

    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final String id = "g" + UUID.randomUUID().toString().substring(0, 8);
    private int runs;

    @AfterEach
    void close() {
        engine.close();
    }

    private Verdict run(DistroFolder distro, Recording recording, String domain, StepName to) {
        var request = new RunRequest(
                        new Footprint(id + "-" + ++runs, "starter-" + id),
                        SourceTree.in(distro.path()),
                        Map.of(),
                        new Reach(to.level(), Limits.DEFAULT))
                .withDomain(domain);
        return new Runner(engine, Clock.systemUTC()).run(request, recording);
    }

    private Recording passed(DistroFolder distro, String domain, StepName to) {
        var recording = new Recording();
        assertThat(run(distro, recording, domain, to)).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        return recording;
    }

    /** A service that waits for another one, and a test: both are held where they can be. */
    private DistroFolder tellingAboutItself(String user) {
        return DistroFolder.at(folder)
                .image()
                .with("image/tell.pl", TELL)
                .with("image/Dockerfile", """
                    FROM debian:bookworm-slim
                    COPY httpd.pl store.pl tell.pl /opt/
                    ENV discovery.type=single-node SHLVL=7 EMPTY=
                    WORKDIR /opt
                    ENTRYPOINT ["perl", "tell.pl"]
                    CMD ["by", "itself"]
                    """)
                .manifest("""
                    services:
                      store: {build: image, entrypoint: [perl, store.pl], expose: ["5000"]}
                      plain: {build: image, user: "%1$s", depends_on: {store: {condition: service_healthy}}}
                      other: {build: image, user: "%1$s", environment: {SITE: "a b"}, command: [another, "", "$$x"], depends_on: {plain: {condition: service_completed_successfully}}}
                      last: {build: image, entrypoint: [perl, store.pl], depends_on: {other: {condition: service_completed_successfully}}}
                    tests:
                      - {name: test, run: {build: image, command: [perl, tell.pl, tests]}}
                    """.formatted(user));
    }

    @Test
    void aProcessThatWasHeldIsWhatItWouldHaveBeen() {
        for (var user : List.of("0", "65534")) {
            var distro = tellingAboutItself(user);
            var held = passed(distro, "one", StepName.ACCEPT);
            var plain = passed(distro, "", StepName.ACCEPT);
            for (var source : List.of("plain", "other", "test:test")) {
                assertThat(told(held, source))
                        .as(held.log())
                        .hasSizeGreaterThan(80)
                        .contains(
                                "held=1",
                                "told environment discovery.type=single-node",
                                "told environment SHLVL=7",
                                "told environment EMPTY=");
                assertThat(told(plain, source)).contains("held=0");
                assertThat(seen(held, source)).isEqualTo(seen(plain, source));
            }
            assertThat(told(held, "other"))
                    .contains("told parent 0", "told word another", "told word ", "told word $x");
        }
    }

    /** Before it is well it fails a few times; what it could be told by stands in a file then, beside what is running. */
    private DistroFolder askedAboutItsHealth(String user) {
        return DistroFolder.at(folder)
                .image()
                .with("image/tell.pl", TELL)
                .with("image/check.sh", """
                    #!/bin/sh
                    echo once >>/tmp/tries
                    test $(wc -l </tmp/tries) -ge 3 || exit 1
                    perl /opt/tell.pl "$@" >/tmp/told.$$ && mv /tmp/told.$$ /tmp/told
                    cat /proc/[1-9]*/cmdline | tr '\\0' ' ' | grep -o 'sleep 99[7]' >/tmp/services.$$ && mv /tmp/services.$$ /tmp/services
                    echo nobody reads this
                    """)
                .with("image/Dockerfile", """
                    FROM debian:bookworm-slim
                    COPY httpd.pl store.pl tell.pl check.sh /opt/
                    RUN chmod +x /opt/check.sh
                    ENV discovery.type=single-node EMPTY= PATH=/opt:/usr/bin:/bin
                    WORKDIR /opt
                    """)
                .manifest("""
                    services:
                      first: {build: image, user: "%1$s", command: [sleep, "997"], healthcheck: {test: [CMD, check.sh, "", "a b"], interval: 300ms}}
                      second: {build: image, user: "%1$s", command: [sleep, "997"], healthcheck: {test: "check.sh 'c  d'", interval: 300ms}, depends_on: {first: {condition: service_healthy}}}
                    tests:
                      - {name: first, exec: {service: first, command: [cat, /tmp/told, /tmp/services]}}
                      - {name: second, exec: {service: second, command: [cat, /tmp/told, /tmp/services]}}
                    """.formatted(user));
    }

    @Test
    void aHealthcheckThatIsRunFromInsideIsWhatTheEngineWouldRun() {
        for (var user : List.of("0", "65534")) {
            var distro = askedAboutItsHealth(user);
            var inside = passed(distro, "one", StepName.ACCEPT);
            var engine = passed(distro, "", StepName.ACCEPT);
            for (int test = 0; test < 2; test++) {
                var told = inside.tests.get(test).output().lines().toList();
                assertThat(told)
                        .hasSizeGreaterThan(60)
                        .contains("held=1", "told environment EMPTY=")
                        .filteredOn(line -> line.equals("sleep 997"))
                        .as("its service, once")
                        .hasSize(1);
                assertThat(ofHealth(told))
                        .isEqualTo(
                                ofHealth(engine.tests.get(test).output().lines().toList()));
            }
            assertThat(inside.tests.getFirst().output()).contains("told named /opt/tell.pl  a b");
        }
    }

    /** Its parent is another one, and what it prints goes nowhere. */
    private static List<String> ofHealth(List<String> told) {
        return told.stream()
                .filter(line -> !line.startsWith("held=")
                        && !line.startsWith("told parent ")
                        && !line.startsWith("told open ")
                        && !line.startsWith("told environment HOSTNAME="))
                .toList();
    }

    private static DistroFolder neverWell(Path folder, String check) {
        return DistroFolder.at(folder).image().manifest("""
            services:
              web: {build: image, command: [sh, -c, "echo web begins; exec sleep 60"], healthcheck: {test: %s, interval: 300ms, timeout: 1s, retries: 3}}
            tests: [{name: page, http: {get: "http://web/"}}]
            """.formatted(check));
    }

    @Test
    void aHealthcheckThatNeverPassesIsToldAsTheEngineSeesIt() {
        assertThat(run(neverWell(folder, "echo not yet; exit 3"), new Recording(), "one", StepName.ACCEPT))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons().getFirst())
                                .startsWith("web did not become healthy within")
                                .endsWith("its healthcheck echo not yet; exit 3 exits 3, saying: not yet"));
        assertThat(run(neverWell(folder, "[CMD, sleep, '60']"), new Recording(), "one", StepName.ACCEPT))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons().getFirst()).endsWith("its healthcheck sleep 60 hangs"));
    }

    /** Its holder is in the middle of asking then, and is asked other things afterwards. */
    @Test
    void aRunThatIsCancelledWhileAHealthcheckRunsLeavesItsNetworkAsItWas() throws Exception {
        var recording = new Recording().awaiting(line -> line.text().equals("web begins"));
        var verdict = new CompletableFuture<Verdict>();
        var runner = Thread.ofVirtual()
                .start(() -> verdict.complete(
                        run(neverWell(folder, "[CMD, sleep, '60']"), recording, "one", StepName.ACCEPT)));
        recording.await();
        runner.interrupt();
        assertThat(verdict.get(30, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        engine.awaitRemoval(id + "-1");
        assertThat(WarmNetworksDockerTest.settled(engine)).hasSize(1);
    }

    private static List<String> told(Recording recording, String source) {
        return recording.lines.stream()
                .filter(line -> line.source().equals(source))
                .map(LogLine::text)
                .toList();
    }

    /** Pipes have numbers of their own, and runs their names. */
    private static List<String> seen(Recording recording, String source) {
        return told(recording, source).stream()
                .filter(line -> !line.startsWith("held="))
                .map(line -> line.replaceAll("\\[\\d+]|(?<=HOSTNAME=).*", ""))
                .toList();
    }

    /** It looks once, at its very beginning, and ends where the other one is not ready yet. */
    private static String looksOnce(String store, String tests) {
        return """
            services:
              store: {build: image, command: [sh, -c, "%s exec perl /opt/store.pl"], expose: ["5000"]}
              web:
                build: image
                command: [sh, -c, "perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(q(store:5000))' || exit 9; echo web begins; exec perl /opt/httpd.pl"]
                depends_on: {store: {condition: service_healthy}}
                expose: ["80"]
            tests:
            """.formatted(store) + tests.indent(2);
    }

    @Test
    void nothingBeginsBeforeWhatItWaitsForIsHealthy() {
        var distro = DistroFolder.at(folder).image().manifest(looksOnce("sleep 1;", """
            - {name: first, run: {build: image, command: [perl, -MIO::Socket::INET, -e, "exit !IO::Socket::INET->new('web:80')"]}}
            - {name: begun after the first, run: {build: image, command: [sh, -c, 'test $(date +%s%N) -gt 0']}}
            """));
        passed(distro, "one", StepName.ACCEPT);
        var slot = WarmNetworksDockerTest.settled(engine);
        passed(distro, "one", StepName.ACCEPT);
        assertThat(WarmNetworksDockerTest.settled(engine)).isEqualTo(slot).hasSize(1);
    }

    /** Its latch is open by then, also where something else starts it again: here this program, after a kill, and in the other service the engine. */
    @Test
    void whatIsStartedAgainBeginsAtOnce() {
        var distro = DistroFolder.at(folder)
                .image()
                .manifest(looksOnce("", "- {name: page, http: {get: \"http://web/\", expect: {contains: host=web}}}\n")
                        .replace("tests:\n", """
                              flickers:
                                build: image
                                command: [sh, -c, 'if mkdir /data/once; then exit 1; fi; exec sleep 1000']
                                healthcheck: {test: [CMD, test, -d, /data/once], interval: 300ms, retries: 60}
                                restart: on-failure:3
                                depends_on: {store: {condition: service_healthy}}
                            tests:
                            """));
        assertThat(passed(distro, "one", StepName.RESILIENCE).steps).contains("RESILIENCE PASSED");
    }

    @Test
    void whatCanNotBeExecutedFailsTheRunWithItsName() {
        var tests = "- {name: page, run: {build: image, command: [no-such-program, x]}}\n";
        var recording = new Recording();
        var verdict =
                run(DistroFolder.at(folder).image().manifest(looksOnce("", tests)), recording, "one", StepName.ACCEPT);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .singleElement()
                                .asString()
                                .contains("'page' failed", "127"));
        assertThat(recording.tests.getFirst().output()).contains("no-such-program: not found or not executable");
    }

    /** As an engine refuses it, so that nothing is published that could not be installed. */
    @Test
    void aScriptThatNamesNoInterpreterDoesNotRunHereEither() {
        var distro = DistroFolder.at(folder)
                .image()
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\n"
                                + "COPY httpd.pl store.pl /opt/\n"
                                + "RUN echo 'exec perl /opt/httpd.pl' > /bare && chmod +x /bare\n")
                .manifest(looksOnce("", "- {name: page, http: {get: \"http://web/\"}}\n")
                        .replaceFirst("command: \\[sh, -c, \"perl -M[^\\n]*", "command: [/bare]"));
        var recording = new Recording();
        assertThat(run(distro, recording, "one", StepName.ACCEPT))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .containsExactly(
                                        "web exited with code 127", "web | /bare: not found or not executable"));
    }

    @Test
    void nobodyInAContainerCanChangeTheStarter() {
        var tries = "for try in 'touch /dev/.starter/new' 'rm -f /dev/.starter/starter' 'cp /bin/true"
                + " /dev/.starter/starter' 'mkdir /dev/.starter/new' 'rm /dev/.starter/*_*/latch' 'chmod 777"
                + " /dev/.starter/*_*' 'chmod 777 /dev/.starter' 'mount -o remount,rw /dev/.starter' 'umount"
                + " /dev/.starter'; do if $try 2>/dev/null; then echo got through: $try; fi; done; ls -d"
                + " /dev/.starter/starter /dev/.starter/*_*/latch";
        var recording = passed(
                DistroFolder.at(folder).image().manifest(looksOnce("", """
                    - {name: tries, exec: {service: web, command: [sh, -c, "%s"], expect: {contains: /dev/.starter/starter}}}
                    - {name: a test, run: {build: image, command: [test, -d, /]}}
                    """.formatted(tries.replace("\\", "\\\\")))),
                "one",
                StepName.ACCEPT);
        assertThat(recording.tests.getFirst().output())
                .doesNotContain("got through")
                .containsPattern("/dev/.starter/\\w+/latch");
        assertThat(WarmNetworksDockerTest.settled(engine)).hasSize(1);
    }

    /** Then nothing is held any more, and what happened early says nothing about the distro. */
    @Test
    void aHolderThatSomebodyElseKillsEndsTheRunWithoutAVerdictOnTheDistro() throws Exception {
        var distro = DistroFolder.at(folder)
                .image()
                .manifest(looksOnce("echo store begins; sleep 3;", "- {name: page, http: {get: \"http://web/\"}}\n"));
        var recording = new Recording().awaiting(line -> line.text().equals("store begins"));
        var kill = Thread.ofVirtual().start(() -> {
            try {
                recording.await();
            } catch (InterruptedException e) {
                return;
            }
            engine.link()
                    .client()
                    .listContainersCmd()
                    .withLabelFilter(List.of(EnvironmentScope.LABEL_HUB + "=starter-" + id, PreparedNetworks.LABEL))
                    .exec()
                    .forEach(holder -> engine.link()
                            .client()
                            .killContainerCmd(holder.getId())
                            .exec());
        });
        var verdict = run(distro, recording, "one", StepName.ACCEPT);
        kill.join();
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Errored.class,
                        errored -> assertThat(errored.reason())
                                .contains("what holds the network of this run was stopped behind our back"));
    }
}
