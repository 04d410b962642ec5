package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distro made of another one of the same hub, verified on a real engine and released. */
@NeedsEngine
class CompositionTest {
    private static final String PAGE = Hub.head("page") + """
        parameters:
          title: {type: string, default: nothing}
        services:
          web:
            image: debian:bookworm-slim
            environment: {TITLE: "%s ${parameters.title}"}
            command:
              - perl
              - -MIO::Socket::INET
              - -e
              - >-
                my $$s = IO::Socket::INET->new(LocalPort => 80, Listen => 8, ReuseAddr => 1) or die;
                while (my $$c = $$s->accept) { while (my $$l = <$$c>) { last if $$l =~ /^\\r?\\n$$/ }
                print $$c "HTTP/1.0 200 OK\\r\\n\\r\\n$$ENV{TITLE}"; close $$c }
            expose: ["80"]
        provides: {http: {service: web, port: 80}}
        tests: [{name: it answers, http: {get: "http://web/", expect: {contains: "${parameters.title}"}}}]
        """;
    private static final String SITE = Hub.head("site") + """
        uses: {page: {distro: %s, version: ^1, with: {title: Example}}}
        tests: [{name: the page carries the site's title, http: {get: "http://page/", expect: {contains: Example}}}]
        """;

    @TempDir
    private Path folder;

    private final AtomicReference<EngineVerifier> verifier = new AtomicReference<>();
    private DockerEngine engine;
    private Hub hub;

    @BeforeEach
    void open() {
        engine = DockerEngine.connect();
        hub = Hub.open(folder.resolve("hub"), place -> {
            verifier.set(EngineVerifier.of(engine, Clock.systemUTC(), place));
            return verifier.get();
        });
    }

    @AfterEach
    void close() {
        hub.close();
        engine.close();
    }

    private HostedRepository pushed(String name, String manifest) {
        var repository = hub.repository(name);
        hub.push(repository, "main", "change", Map.of("softservice.yaml", manifest));
        hub.settle();
        return repository;
    }

    private Run last(HostedRepository repository) {
        return hub.runs()
                .list(repository, java.util.Optional.empty(), java.util.Optional.empty(), 0, 1)
                .getFirst();
    }

    private Run again(HostedRepository site) {
        var run = last(site);
        var asked = hub.runs().manual(site, Hub.MAIN, run.commit(), run.tree(), hub.max);
        hub.settle();
        return hub.runs().require(asked.id());
    }

    private String key(HostedRepository site) {
        var request = new RunRequest(
                new Footprint("k", "hub"), SourceTree.in(folder), Map.of(), new Reach(7, Limits.DEFAULT));
        return verifier.get()
                .proofKey(
                        "t",
                        hub.app.git().files(site.name(), hub.tip(site, Hub.MAIN).orElseThrow()),
                        request);
    }

    @Test
    void aDistroOfDistrosIsVerifiedReleasedAndProvenAnewWhenWhatItUsesHasANewRelease() throws Exception {
        var page = pushed("page", PAGE.formatted("one"));
        assertThat(last(page).verdict()).as(last(page).reason()).contains(Run.Outcome.PASSED);
        var first = hub.stable(page).orElseThrow();
        var site = pushed("site", SITE.formatted("samples/page"));

        var run = last(site);
        assertThat(run.verdict()).as(run.reason()).contains(Run.Outcome.PASSED);
        var report = hub.runs().report(run.id());
        assertThat(report.tests())
                .extracting(test -> test.suite() + ": " + test.name())
                .containsExactly("page (page): it answers", "site: the page carries the site's title");
        assertThat(report.uses()).singleElement().satisfies(used -> {
            assertThat(used.line())
                    .isEqualTo("page=http://127.0.0.1/samples/page v1.0.0 " + first.commit() + " " + first.tree());
            assertThat(Files.readString(folder.resolve("hub/trees/" + used.tree() + "/softservice.yaml")))
                    .isEqualTo(PAGE.formatted("one"));
        });
        assertThat(hub.stable(site)).isPresent();
        var key = key(site);
        assertThat(key(site)).isEqualTo(key);
        assertThat(again(site).reusedFrom()).hasValue(run.id());

        pushed("page", PAGE.formatted("two"));
        assertThat(key(site)).isNotEqualTo(key);
        var anew = again(site);
        assertThat(anew.verdict()).as(anew.reason()).contains(Run.Outcome.PASSED);
        assertThat(anew.reusedFrom()).isEmpty();
        assertThat(hub.runs().report(anew.id()).uses()).extracting("tag").containsExactly("v1.0.1");
    }

    @Test
    void whatIsNotOnThisHubIsRefusedWithoutAskingAnybody() {
        var elsewhere = last(pushed("site", SITE.formatted("https://elsewhere.example/a/page")));
        assertThat(elsewhere.verdict()).contains(Run.Outcome.FAILED);
        assertThat(elsewhere.reason())
                .isEqualTo("uses.page: this hub only uses distros of its own: https://elsewhere.example/a/page is"
                        + " elsewhere; bring it here and name it owner/name");
        assertThat(last(pushed("site", SITE.formatted("samples/nothing"))).reason())
                .startsWith("uses.page: there is no repository samples/nothing on this hub; a private one is no part");
        assertThat(last(pushed("site", SITE.formatted("api/page"))).reason())
                .startsWith("uses.page: there is no repository api/page on this hub");
        assertThat(last(pushed("site", SITE.formatted("samples/site"))).reason())
                .contains("samples/site has no release yet");
    }
}
