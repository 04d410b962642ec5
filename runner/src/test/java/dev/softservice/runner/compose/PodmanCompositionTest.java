package dev.softservice.runner.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Limits;
import dev.softservice.runner.Recording;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.Runner;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.OwnPodman;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distro of distros on Podman's Docker-compatible socket. */
@NeedsEngine
class PodmanCompositionTest {
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
    Path folder;
    private final Recording recording = new Recording();

    private DistroFolder distro(String name, String manifest) {
        return DistroFolder.at(folder.resolve(name)).with("serve.pl", SERVE).manifest(manifest);
    }

    private static String service(String title, String ask, String rest) {
        return "{image: \"debian:bookworm-slim\", command: [perl, /serve.pl], environment: {TITLE: \"" + title + "\", ASK: \"" + ask + "\"}, expose: [\"80\"], volumes: [\"./serve.pl:/serve.pl\"]" + rest + "}";
    }

    @Test
    void twoUsesOfOneDistroDoNotMeetAndEveryNameIsSeenFromWhereItStands() throws Exception {
        assumeTrue(OwnPodman.missing().isEmpty(), () -> OwnPodman.missing().orElse(""));
        var releases = new FoldersAsReleases();
        releases.release("a/database", "1.0.0", distro("database", """
                parameters: {title: {type: string}}
                services: {db: %s}
                provides: {http: {service: db, port: 80}}
                tests: [{name: it knows itself and nobody of another distro, http: {get: "http://db/", expect: {contains: "db=${parameters.title} no nowhere"}}}]
                """.formatted(service("${parameters.title}", "db nowhere", ""))).path());
        releases.release("a/app", "1.0.0", distro("app", """
                uses: {database: {distro: a/database, version: ^1, with: {title: inner}}}
                services: {web: %s}
                provides: {http: {service: web, port: 80}}
                tests: [{name: its own database, http: {get: "http://web/", expect: {contains: "database=inner database-db=inner app-database.internal=inner app=app"}}}]
                """.formatted(service("app", "database database-db ${uses.database.host} app", ", depends_on: {database: {condition: service_started}}"))).path());
        var root = distro("root", """
                uses:
                  database: {distro: a/database, version: ^1, with: {title: outer}}
                  app: {distro: a/app, version: ^1}
                tests:
                  - name: from here the outer one
                    run: {image: "debian:bookworm-slim", command: [perl, -MSocket, -e, "my @a = map { inet_ntoa(scalar gethostbyname($_)) } qw(database database.internal app-database); exit !($a[0] eq $a[1] && $a[0] ne $a[2] && !gethostbyname('db'))"]}
                """);
        try (var podman = OwnPodman.start(folder); var engine = DockerEngine.at(podman.host())) {
            assertThat(engine.describe()).startsWith("Podman ");
            var runner = new Runner(engine, Clock.systemUTC(), new Composer(releases, Optional.of(FoldersAsReleases.HUB)));
            var verdict = runner.run(new RunRequest("composed", "podman-test", root.path(), Map.of(), 4, false, Limits.DEFAULT), recording);

            assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
            assertThat(verdict.report().tests()).extracting(test -> test.suite() + ": " + test.name()).containsExactly(
                    "database (sample): it knows itself and nobody of another distro", "app.database (sample): it knows itself and nobody of another distro",
                    "app (sample): its own database", "sample: from here the outer one");
            engine.awaitRemoval("composed");
            assertThat(engine.sweep("podman-test", java.util.Set::of)).as("nothing is left").isZero();
        }
    }
}
