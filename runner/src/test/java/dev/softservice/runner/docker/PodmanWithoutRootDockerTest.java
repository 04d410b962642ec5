package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.link.EngineAddress;
import dev.softservice.runner.docker.link.HeldLimits;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Podman as an ordinary user runs it: networks and control groups are that user's own. */
@NeedsEngine
public class PodmanWithoutRootDockerTest {
    /** A program that ends well if it can connect to its argument. */
    private static final String KNOCK =
            "use IO::Socket::INET; exit !IO::Socket::INET->new(PeerAddr => shift, Timeout => 3);";

    @TempDir
    static Path place;

    private static OwnPodman podman;
    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final List<Process> listeners = new ArrayList<>();
    private final Recording recording = new Recording();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        OwnPodman.require(OwnPodman::missingWithoutRoot);
        podman = OwnPodman.startWithoutRoot(place);
        engine = DockerEngine.at(podman.host());
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) engine.close();
        if (podman != null) podman.close();
    }

    @AfterEach
    void silence() throws InterruptedException {
        for (var listener : listeners) listener.destroyForcibly().waitFor();
    }

    private Verdict run(int level) throws InterruptedException {
        var id = "u" + UUID.randomUUID().toString().substring(0, 8);
        var verdict = new Runner(engine, Clock.systemUTC())
                .run(
                        new RunRequest(
                                new Footprint(id, "podman-test"),
                                SourceTree.in(folder),
                                Map.of(),
                                new Reach(level, Limits.DEFAULT)),
                        recording);
        engine.awaitRemoval(id);
        assertThat(engine.sweep("podman-test", Set::of)).as("left of the run").isZero();
        return verdict;
    }

    private String listenAt(String address) throws IOException, InterruptedException {
        var listener = podman.onItsMachine(
                        "perl",
                        "-MIO::Socket::INET",
                        "-e",
                        "my $l = IO::Socket::INET->new(LocalAddr => shift, Listen => 9) or die; $| = 1; print"
                                + " qq(listens\n"
                                + "); close $l->accept while 1",
                        address)
                .start();
        listeners.add(listener);
        assertThat(listener.inputReader().readLine()).isEqualTo("listens");
        assertThat(podman.onItsMachine("perl", "-e", KNOCK, address).start().waitFor())
                .as("from the machine itself")
                .isZero();
        return address;
    }

    /** Its bridges are no neighbours of this process, its archives are as any Podman's, and the machine can't be reached from an internal network. */
    @Test
    void aDistroClimbsAllRungsAndItsServicesSeeEachOtherAndNothingOfTheMachine() throws Exception {
        var here = listenAt(OwnPodman.ADDRESS + ":7777");
        DistroFolder.at(folder)
                .with("knock.pl", KNOCK)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\n"
                                + "ARG TITLE\n"
                                + "RUN echo \"$TITLE\" > /title\n"
                                + "COPY serve.pl /\n"
                                + "CMD [\"perl\", \"/serve.pl\"]\n")
                .with("image/serve.pl", """
                    use IO::Socket::INET;
                    open my $title, '<', '/title' or die; my $said = <$title>; chomp $said;
                    my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 32, ReuseAddr => 1) or die; $SIG{TERM} = sub { exit 0 };
                    while (my $c = $server->accept) { while (my $head = <$c>) { last if $head =~ /^\\r?\\n$/ } print $c "HTTP/1.0 200 OK\\r\\nContent-Length: ", length($said), "\\r\\n\\r\\n$said"; close $c }
                    """)
                .manifest("""
                    services:
                      db: {build: {context: image, args: {TITLE: built}}, expose: ["80"], volumes: ["data:/data"]}
                      web: {image: "debian:bookworm-slim", command: [sleep, infinity], init: true, volumes: ["./knock.pl:/knock.pl"], depends_on: [db]}
                    volumes: {data: {}}
                    tests:
                      - {name: the service answers, http: {get: "http://db/", expect: {contains: built}, within: 10s}}
                      - {name: by its name, exec: {service: web, command: [perl, /knock.pl, "db:80"], within: 10s}}
                      - {name: not the machine, exec: {service: web, command: [sh, -c, "! perl /knock.pl %s && ! perl /knock.pl 10.0.2.2:7777"]}}
                    data:
                      seed: {service: db, command: [sh, -c, "echo kept > /data/file && chown 33:34 /data/file && chmod 640 /data/file"]}
                      check: {service: db, command: [sh, -c, "stat -c %%u:%%g:%%a /data/file | grep -x 33:34:640 && grep -x kept /data/file"]}
                    """.formatted(here));
        var verdict = run(7);

        assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().level()).isEqualTo(7);
    }

    /** It would build on the machine's own network if it were not asked in its own words. What that one lets through all the same, as 10.0.2.2, is why {@link DockerEngine#forStrangers} runs nothing here. */
    @Test
    void whatADockerfileRunsIsOnANetworkOfItsOwn() throws Exception {
        var local = listenAt("127.0.0.1:7779");
        DistroFolder.at(folder)
                .with("image/knock.pl", KNOCK)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\nCOPY knock.pl /\nRUN ! perl /knock.pl " + local + "\n")
                .manifest("services: {only: {build: image, command: [sleep, infinity]}}\n"
                        + "tests: [{name: built, exec: {service: only, command: [test, -e, /]}}]\n");
        var verdict = run(2);
        assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
    }

    /** Not on this machine, whatever its user was handed: limits or not, nothing keeps its image builds from the machine. */
    @Test
    void strangersAreNotRun() throws Exception {
        assertThat(engine.link().isRootless()).isTrue();
        var reason = engine.link().held().equals(HeldLimits.ALL)
                ? "no firewall rule keeps image builds"
                : "can't hold containers to their limits of ";
        try (var hub = DockerEngine.forStrangers(EngineAddress.at(podman.host()))) {
            assertThatThrownBy(hub::describe)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(reason)
                    .hasMessageContaining("use an engine that runs as root")
                    .hasMessageNotContaining("\n");
            DistroFolder.at(folder)
                    .manifest("services: {only: {image: \"debian:bookworm-slim\", command: [sleep, infinity]}}\n"
                            + "tests: [{name: up, exec: {service: only, command: [test, -e, /]}}]\n");
            var verdict = new Runner(hub, Clock.systemUTC())
                    .run(
                            new RunRequest(
                                    new Footprint("refused", "podman-test"),
                                    SourceTree.in(folder),
                                    Map.of(),
                                    new Reach(4, Limits.DEFAULT)),
                            recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Errored.class);
        }
    }
}
