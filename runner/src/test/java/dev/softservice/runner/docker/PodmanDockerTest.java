package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Podman's Docker-compatible socket has to have asked of it in other words than Docker's. */
@NeedsEngine
class PodmanDockerTest {
    /** Says who it is and what those answer that it was told to ask; a name that it does not know is unknown. */
    private static final String SERVE = """
        use strict; use IO::Socket::INET;
        sub ask { my $s = IO::Socket::INET->new(PeerAddr => "$_[0]:80", Timeout => 5) or return "no $_[0]"; print $s "GET /name\\r\\n"; local $/; return "$_[0]=" . <$s>; }
        my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 32, ReuseAddr => 1) or die "listen: $!";
        $SIG{CHLD} = 'IGNORE'; $SIG{TERM} = sub { exit 0 };
        while (my $c = $server->accept) {
          next if fork;
          my $line = <$c>;
          if ($line =~ m{/name}) { print $c $ENV{TITLE} } else {
            while (my $head = <$c>) { last if $head =~ /^\\r?\\n$/ }
            my $page = join ' ', map { ask($_) } split / /, $ENV{ASK};
            print $c "HTTP/1.0 200 OK\\r\\nContent-Length: ", length($page), "\\r\\n\\r\\n$page";
          }
          exit 0;
        }
        """;

    @TempDir
    static Path place;

    private static OwnPodman podman;
    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final FoldersAsReleases releases = new FoldersAsReleases();
    private final Recording recording = new Recording();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        OwnPodman.require(OwnPodman::missing);
        podman = OwnPodman.start(place);
        engine = DockerEngine.at(podman.host());
        assertThat(engine.describe()).startsWith("Podman ");
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) engine.close();
        if (podman != null) podman.close();
    }

    private Verdict run(DistroFolder distro, int level) throws InterruptedException {
        var id = "p" + UUID.randomUUID().toString().substring(0, 8);
        var verdict = new Runner(engine, Clock.systemUTC(), new Composer(releases, Optional.of(FoldersAsReleases.HUB)))
                .run(
                        new RunRequest(
                                new Footprint(id, "podman-test"),
                                SourceTree.in(distro.path()),
                                Map.of(),
                                new Reach(level, Limits.DEFAULT)),
                        recording);
        engine.awaitRemoval(id);
        assertThat(engine.sweep("podman-test", Set::of)).as("left of the run").isZero();
        return verdict;
    }

    private DistroFolder distro(String name, String manifest) {
        return DistroFolder.at(folder.resolve(name)).with("serve.pl", SERVE).manifest(manifest);
    }

    private static String service(String title, String ask, String rest) {
        return "{image: \"debian:bookworm-slim\", command: [perl, /serve.pl], environment: {TITLE: \"" + title
                + "\", ASK: \"" + ask + "\"}, expose: [\"80\"], volumes: [\"./serve.pl:/serve.pl\"]" + rest + "}";
    }

    @Test
    void twoUsesOfOneDistroDoNotMeetAndEveryNameIsSeenFromWhereItStands() throws Exception {
        releases.release(
                "a/database",
                "1.0.0",
                distro("database", """
                    parameters: {title: {type: string}}
                    services: {db: %s}
                    provides: {http: {service: db, port: 80}}
                    tests: [{name: it knows itself and nobody of another distro, http: {get: "http://db/", expect: {contains: "db=${parameters.title} no nowhere"}}}]
                    """.formatted(service("${parameters.title}", "db nowhere", "")))
                        .path());
        releases.release(
                "a/app",
                "1.0.0",
                distro("app", """
                    uses: {database: {distro: a/database, version: ^1, with: {title: inner}}}
                    services: {web: %s}
                    provides: {http: {service: web, port: 80}}
                    tests: [{name: its own database, http: {get: "http://web/", expect: {contains: "database=inner database-db=inner app-database.internal=inner app=app"}}}]
                    """.formatted(service(
                                "app",
                                "database database-db ${uses.database.host} app",
                                ", depends_on: {database: {condition: service_started}}")))
                        .path());
        var root = distro("root", """
            uses:
              database: {distro: a/database, version: ^1, with: {title: outer}}
              app: {distro: a/app, version: ^1}
            tests:
              - name: from here the outer one
                run: {image: "debian:bookworm-slim", command: [perl, -MSocket, -e, "my @a = map { inet_ntoa(scalar gethostbyname($_)) } qw(database database.internal app-database); exit !($a[0] eq $a[1] && $a[0] ne $a[2] && !gethostbyname('db'))"]}
            """);
        var verdict = run(root, 4);

        assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().tests())
                .extracting(test -> test.suite() + ": " + test.name())
                .containsExactly(
                        "database (sample): it knows itself and nobody of another distro",
                                "app.database (sample): it knows itself and nobody of another distro",
                        "app (sample): its own database", "sample: from here the outer one");
    }

    /** Podman's archives make everything root's, and its containers have another hardware address at each start if none is given. */
    @Test
    void dataComesBackAsItWasAndAServiceThatWasKilledIsReachedAtOnce() throws Exception {
        var verdict = run(
                distro("kept", """
                    services: {db: %s}
                    volumes: {data: {}}
                    provides: {http: {service: db, port: 80}}
                    tests: [{name: it answers, http: {get: "http://db/", expect: {contains: "db=kept"}, within: 5s}}]
                    data:
                      seed: {service: db, command: [sh, -c, "echo kept > /data/file && chmod 640 /data/file && chown 33:34 /data/file && chmod 3711 /data"]}
                      check: {service: db, command: [sh, -c, "stat -c %%u:%%g:%%a /data/file | grep -x 33:34:640 && stat -c %%a /data | grep -x 3711 && grep -x kept /data/file"]}
                    """.formatted(
                                service("kept", "db", "").replace("/serve.pl\"]}", "/serve.pl\", \"data:/data\"]}"))),
                7);

        assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().level()).isEqualTo(7);
    }

    /** Asked for several labels, Podman lists networks that have one of them. */
    @Test
    void aSweeperTakesNothingOfAnotherHub() {
        var client = engine.link().client();
        var labels = Map.of("dev.softservice.hub", "podman-other", "dev.softservice.run", "other-1");
        client.createNetworkCmd().withName("podman-others").withLabels(labels).exec();
        client.createVolumeCmd().withName("podman-others").withLabels(labels).exec();

        assertThat(engine.sweep("podman-test", Set::of)).as("another hub's").isZero();
        assertThat(client.listNetworksCmd().withNameFilter("podman-others").exec())
                .hasSize(1);
        assertThat(engine.sweep("podman-other", () -> Set.of("other-1")))
                .as("a live run's")
                .isZero();
        assertThat(engine.sweep("podman-other", Set::of))
                .as("network and volume")
                .isEqualTo(2);
    }

    /** Asked for several labels, Podman lists volumes, too, that have one of them: a run's number is another hub's as well. */
    @Test
    void theDataOfARunGoesWithoutThatOfOthers() throws Exception {
        var client = engine.link().client();
        var scope = new EnvironmentScope.Run("podman-data", "7", false);
        var others = List.of(
                new EnvironmentScope.Run("podman-data", "8", false),
                new EnvironmentScope.Run("podman-test", "7", false));
        client.createVolumeCmd()
                .withName("own")
                .withLabels(scope.labels("volume"))
                .exec();
        for (var other : others)
            client.createVolumeCmd()
                    .withName(other.hub() + other.id())
                    .withLabels(other.labels("volume"))
                    .exec();
        try (var environment =
                engine.create(new EnvironmentPlan(scope, List.of(), List.of(), List.of(), Limits.DEFAULT))) {
            environment.destroy();
        }
        assertThat(client.listVolumesCmd().exec().getVolumes())
                .extracting(InspectVolumeResponse::getName)
                .containsExactlyInAnyOrder("podman-data8", "podman-test7");
        for (var hub : List.of("podman-data", "podman-test"))
            assertThat(engine.sweep(hub, Set::of)).isOne();
    }

    /** Podman takes no notice of the network that Docker's builds are asked for. */
    @Test
    void whatADockerfileRunsDoesNotReachTheMachinesOwnPorts() throws Exception {
        var connect = "exit !IO::Socket::INET->new(PeerAddr => q(127.0.0.1:7777), Timeout => 3)";
        var listener = podman.onItsMachine(
                        "perl",
                        "-MIO::Socket::INET",
                        "-e",
                        "my $l = IO::Socket::INET->new(LocalAddr => q(127.0.0.1:7777), Listen => 9) or die; $| = 1;"
                                + " print qq(listens\n"
                                + "); close $l->accept while 1")
                .start();
        try {
            assertThat(listener.inputReader().readLine()).isEqualTo("listens");
            assertThat(podman.onItsMachine("perl", "-MIO::Socket::INET", "-e", connect)
                            .start()
                            .waitFor())
                    .as("from the machine itself")
                    .isZero();
            var verdict = run(
                    DistroFolder.at(folder)
                            .with(
                                    "image/Dockerfile",
                                    "FROM debian:bookworm-slim\nRUN ! perl -MIO::Socket::INET -e '" + connect + "'\n")
                            .manifest("services: {only: {build: image, command: [sleep, infinity]}}\n"
                                    + "tests: [{name: built, exec: {service: only, command: [test, -e, /]}}]\n"),
                    2);
            assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
            var later = Instant.now().plusSeconds(3_600);
            assertThat(engine.collectImages("podman-other", later, _ -> false)).isZero();
            assertThat(engine.collectImages("podman-test", later, _ -> false)).isOne();
        } finally {
            listener.destroy();
            listener.waitFor();
        }
    }
}
