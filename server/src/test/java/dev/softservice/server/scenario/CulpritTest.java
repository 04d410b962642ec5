package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A distro that nobody changed turns red: which part's release did it. */
class CulpritTest extends HubTest {
    private HostedRepository database;
    private HostedRepository cache;
    private HostedRepository site;

    @BeforeEach
    void aSiteMadeOfTwo() {
        database = pushed("database", "");
        cache = pushed("cache", "");
        site = pushed(
                "site",
                "uses: {database: {distro: samples/database, version: ^1}, cache: {distro: samples/cache, version:"
                        + " ^1}}\n");
    }

    private HostedRepository pushed(String name, String uses) {
        var repository = hub.repository(name);
        hub.push(repository, "main", "first", Map.of("softservice.yaml", Hub.head(name) + uses + """
            services: {web: {image: "nginx:1.22", expose: [80]}}
            provides: {http: {service: web, port: 80}}
            tests: [{name: it answers, http: {get: "http://web/"}}]
            """));
        hub.settle();
        return repository;
    }

    private void later() {
        for (int i = 0; i < 4; i++) {
            hub.app.finishBegun();
            hub.settle();
        }
    }

    private void released(HostedRepository part, int number) {
        hub.push(part, "main", "more", Map.of("number", number + "\n"));
        hub.settle();
    }

    /** Who is made of a database with at least this number is red. */
    private void breaksFrom(int number) {
        hub.verifier.breaks = parts -> parts.stream().anyMatch(part -> number(part) >= number)
                ? Optional.of("fail: it speaks another language")
                : Optional.empty();
    }

    private static int number(Path part) {
        try {
            return Integer.parseInt(Files.readString(part.resolve("number")).strip());
        } catch (java.io.IOException none) {
            return 0;
        }
    }

    private Run red() {
        return hub.runs()
                .list(site, Optional.empty(), Optional.of(Run.Kind.CARRY), 0, 1)
                .getFirst();
    }

    private List<Run> searches() {
        return hub.runs().list(site, Optional.empty(), Optional.of(Run.Kind.TRIAL), 0, 100);
    }

    @Test
    void oneReleaseInBetweenNeedsNoRun() {
        breaksFrom(1);
        released(database, 1);
        later();
        assertThat(red().verdict()).contains(Run.Outcome.FAILED);
        assertThat(hub.app.culprits().of(red().id())).contains("samples/database v1.0.1");
        assertThat(hub.runs().notes(red().id()))
                .contains("what made it red is samples/database v1.0.1: with what was released before that, it passes");
        assertThat(searches()).isEmpty();
    }

    @Test
    void manyAreSearchedByHalves() {
        breaksFrom(5);
        IntStream.rangeClosed(1, 7).forEach(number -> released(database, number));
        released(cache, 0);
        later();
        assertThat(red().verdict()).contains(Run.Outcome.FAILED);
        assertThat(hub.app.culprits().of(red().id())).contains("samples/database v1.0.5");
        assertThat(searches())
                .hasSizeBetween(1, 3)
                .allSatisfy(run -> assertThat(run.commit()).isEqualTo(red().commit()));
        assertThat(hub.runs().uses(searches().getFirst()))
                .extracting(use -> use.used().path())
                .containsExactlyInAnyOrder("cache", "database");
        assertThat(hub.stable(site).orElseThrow().version())
                .as("nothing came of the search but an answer")
                .isEqualTo("1.0.0");
    }

    @Test
    void whatWasTestedAlreadyIsNotTestedAgain() {
        IntStream.rangeClosed(1, 2).forEach(number -> {
            released(database, number);
            later();
        });
        breaksFrom(3);
        released(database, 3);
        later();
        assertThat(hub.app.culprits().of(red().id())).contains("samples/database v1.0.3");
        assertThat(searches()).as("each of them was carried").isEmpty();
    }

    @Test
    void aSearchThatWasStoppedSaysNothing() {
        breaksFrom(2);
        IntStream.rangeClosed(1, 3).forEach(number -> released(database, number));
        hub.app.finishBegun();
        hub.runNext();
        assertThat(searches()).hasSize(1);
        hub.runs().cancel(searches().getFirst().id(), hub.max);
        later();
        assertThat(hub.app.culprits().of(red().id())).isEmpty();
    }

    @Test
    void aRestartInBetweenLosesNothing() {
        breaksFrom(2);
        IntStream.rangeClosed(1, 4).forEach(number -> released(database, number));
        hub.app.finishBegun();
        hub.runNext();
        restart();
        breaksFrom(2);
        later();
        assertThat(hub.app.culprits().of(red().id())).contains("samples/database v1.0.2");
    }
}
