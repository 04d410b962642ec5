package dev.softservice.runner.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distro of distros, with real containers. */
@NeedsEngine
class CompositionDockerTest {
    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final FoldersAsReleases releases = new FoldersAsReleases();
    private final String id = "c" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    private Verdict run(DistroFolder distro) {
        var composer = new Composer(releases, Optional.of(FoldersAsReleases.HUB));
        return new Runner(engine, Clock.systemUTC(), composer).run(distro.request(id), recording);
    }

    /** A page of its own under the name {@code web}, as every used distro here has. */
    private DistroFolder page(String name, String rest) {
        return DistroFolder.at(folder.resolve(name)).image().manifest("""
            parameters:
              title: {type: string}
              password: {type: secret}
            services:
              web: {build: image, environment: {SITE: "${parameters.title}", PASSWORD: "${parameters.password}"}, expose: ["80"], volumes: ["pages:/data"]}
            volumes: {pages: {}}
            provides:
              http: {service: web, port: 80}
              outputs: {url: "http://${host}:${port}/"}
            """ + rest);
    }

    @Test
    void twoUsesOfOneDistroDoNotMeetAndEveryNameIsSeenFromWhereItStands() {
        releases.release("a/page", "1.0.0", page("page", """
            tests:
              - name: it shows its own title
                http: {get: "http://web/", expect: {contains: "<h1>${parameters.title}</h1>"}}
            """).path());
        releases.release(
                "a/front",
                "1.0.0",
                DistroFolder.at(folder.resolve("front")).image().manifest("""
                    parameters: {upstream: {type: string}}
                    uses:
                      page: {distro: a/page, version: ^1, with: {title: inner}}
                    services:
                      proxy: {build: image, environment: {SITE: "front of ${parameters.upstream}, ${uses.page.url}"}, expose: ["80"]}
                    provides: {http: {service: proxy, port: 80}}
                    tests:
                      - name: it reaches what it stands before, by the name that its user has for it
                        run:
                          image: debian:bookworm-slim
                          command: [perl, -MIO::Socket::INET, -e, "my $s = IO::Socket::INET->new('${parameters.upstream}:80') or die; print $s qq(GET / HTTP/1.0\\r\\n\\r\\n); local $/; my $a = <$s>; print $a; exit($a =~ /outer/ ? 0 : 1)"]
                      - name: its own page is another one
                        http: {get: "http://page/", expect: {contains: inner}}
                    """).path());
        var verdict = run(DistroFolder.at(folder.resolve("root")).manifest("""
            uses:
              page: {distro: a/page, version: ^1, with: {title: outer}}
              front: {distro: a/front, version: ^1, with: {upstream: "${uses.page.host}"}}
            provides: {http: {service: front, port: 80}}
            tests:
              - name: the outer page is the outer one
                http: {get: "http://page/", expect: {contains: outer}}
              - name: and by its service's name
                http: {get: "http://page-web/", expect: {contains: outer}}
              - name: the front knows both
                http: {get: "http://front/", expect: {contains: ["front of page.internal", "http://front-page.internal:80/"]}}
            """));

        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().tests())
                .extracting(test -> test.suite() + ": " + test.name())
                .containsExactly(
                        "page (sample): it shows its own title",
                        "front.page (sample): it shows its own title",
                        "front (sample): it reaches what it stands before, by the name that its user has for it",
                        "front (sample): its own page is another one",
                        "sample: the outer page is the outer one",
                        "sample: and by its service's name",
                        "sample: the front knows both");
        assertThat(verdict.report().uses())
                .extracting(used -> used.path() + " " + used.distro() + " " + used.tag())
                .containsExactly(
                        "front.page https://hub.example/a/page v1.0.0",
                        "front https://hub.example/a/front v1.0.0",
                        "page https://hub.example/a/page v1.0.0");
    }

    @Test
    void aFailingTestOfAUsedDistroIsRedAndNamesIt() {
        releases.release("a/page", "1.0.0", page("page", """
            tests:
              - name: it shows its own title
                http: {get: "http://web/", expect: {contains: "something else"}}
            """).path());
        var verdict = run(DistroFolder.at(folder.resolve("root")).manifest("""
            uses: {page: {distro: a/page, version: "*", with: {title: x}}}
            tests: [{name: it answers, http: {get: "http://page/"}}]
            """));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons().getFirst())
                                .startsWith("test 'page (sample): it shows its own title' failed: "));
    }

    @Test
    void whatCannotBeResolvedFailsBeforeAnythingIsBuilt() {
        var verdict = run(DistroFolder.at(folder.resolve("root")).manifest("""
            uses: {page: {distro: a/page, version: ^2}}
            tests: [{name: it answers, http: {get: "http://page/"}}]
            """));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.reasons())
                                .containsExactly("uses.page: https://hub.example/a/page has no release yet"));
        assertThat(recording.steps).doesNotContain("BUILD RUNNING");
    }
}
