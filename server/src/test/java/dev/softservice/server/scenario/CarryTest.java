package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.carry.Carry;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Use;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is released is carried to the distros that use it. */
class CarryTest extends HubTest {
    private static final String BROKEN = "broken-with-it";

    private static String using(String name, String... used) {
        var uses = new StringBuilder();
        for (var one : used)
            uses.append("  ")
                    .append(one)
                    .append(": {distro: samples/")
                    .append(one)
                    .append(", version: ^1}\n");
        return Hub.head(name) + (used.length == 0 ? "" : "uses:\n" + uses) + """
            services: {web: {image: "nginx:1.22", expose: [80]}}
            provides: {http: {service: web, port: 80}}
            tests: [{name: it answers, http: {get: "http://web/"}}]
            """;
    }

    private HostedRepository pushed(String name, String... used) {
        var repository = hub.repository(name);
        hub.push(repository, "main", "first", Map.of("softservice.yaml", using(name, used)));
        hub.settle();
        return repository;
    }

    private void improved(HostedRepository repository) {
        hub.push(
                repository,
                "main",
                "improve",
                Map.of("better", "yes " + hub.verifier.ran().size() + "\n"));
        hub.settle();
    }

    /** As the hub does it from time to time, until nothing is left to be done. */
    private void carry() {
        for (int i = 0; i < 6; i++) {
            hub.app.finishBegun();
            hub.settle();
        }
    }

    private String version(HostedRepository repository) {
        return hub.stable(repository).orElseThrow().version();
    }

    private List<Run> carries(HostedRepository repository) {
        return hub.runs().list(repository, Optional.empty(), Optional.of(Run.Kind.CARRY), 0, 100);
    }

    @Test
    void aGreenOneGetsItsNextPatchRelease() {
        var database = pushed("database");
        var site = pushed("site", "database");
        var before = hub.stable(site).orElseThrow();
        improved(database);
        carry();
        var after = hub.stable(site).orElseThrow();
        assertThat(after.version()).isEqualTo("1.0.1");
        assertThat(after.tree()).as("nothing else has changed").isEqualTo(before.tree());
        assertThat(hub.tip(site, Hub.MAIN).map(Sha::of)).contains(after.commit());
        assertThat(hub.app.comparing().uses(after)).extracting(Use::version).containsExactly("1.0.1");
        var commit = hub.app.reader().commit(site.name(), after.commit().id());
        assertThat(commit.subject()).isEqualTo("Carry samples/database v1.0.1");
        assertThat(commit.parents()).containsExactly(before.commit().id());
        assertThat(hub.app
                        .git()
                        .note(
                                site.name(),
                                "refs/notes/verification",
                                before.commit().id(),
                                1 << 20))
                .as("the evidence of the release before stays")
                .isPresent();
        assertThat(hub.app.carrier().of(site)).singleElement().satisfies(carry -> {
            assertThat(carry.state()).isEqualTo(Carry.State.LANDED);
            assertThat(carry.parts()).containsExactly("samples/database v1.0.1");
        });
        carry();
        assertThat(carries(site)).as("once").hasSize(1);
    }

    @Test
    void aRedOneKeepsItsReleaseAndSaysWithWhatItBreaks() {
        var database = pushed("database");
        var site = hub.repository("site");
        hub.push(site, "main", "first", Map.of("softservice.yaml", using("site", "database"), BROKEN, "yes\n"));
        hub.settle();
        hub.verifier.meddle(tree -> Files.exists(tree.resolve(BROKEN))
                ? Optional.of("fail: the new database speaks another language")
                : Optional.empty());
        improved(database);
        carry();
        assertThat(version(site)).isEqualTo("1.0.0");
        assertThat(hub.tip(site, Hub.MAIN).map(Sha::of))
                .contains(hub.stable(site).orElseThrow().commit());
        assertThat(hub.app.carrier().of(site)).singleElement().satisfies(carry -> {
            assertThat(carry.state()).isEqualTo(Carry.State.RED);
            assertThat(hub.runs().require(carry.run()).reason()).contains("speaks another language");
        });
        carry();
        assertThat(carries(site)).as("the same is tried once").hasSize(1);
    }

    @Test
    void eachIsTestedOnceAWaveAlongTheGraphOfUses() {
        var database = pushed("database");
        var wiki = pushed("notes", "database");
        var portal = pushed("portal", "database", "notes");
        improved(database);
        carry();
        assertThat(version(wiki)).isEqualTo("1.0.1");
        assertThat(version(portal)).isEqualTo("1.0.1");
        assertThat(carries(wiki)).hasSize(1);
        assertThat(carries(portal)).hasSize(1);
        assertThat(hub.app.comparing().uses(hub.stable(portal).orElseThrow()))
                .allSatisfy(use -> assertThat(use.version()).isEqualTo("1.0.1"));
    }

    @Test
    void onlyAFewAreUnderWayAtATime() {
        var database = pushed("database");
        for (int i = 0; i < 7; i++) pushed("site" + i, "database");
        improved(database);
        hub.app.finishBegun();
        assertThat(hub.runs().load().queued()).isEqualTo(4);
        carry();
        for (int i = 0; i < 7; i++)
            assertThat(version(hub.repository("site" + i))).isEqualTo("1.0.1");
    }

    @Test
    void aRestartInBetweenLosesNothing() {
        var database = pushed("database");
        var site = pushed("site", "database");
        improved(database);
        restart();
        hub.app.workers().runNext();
        restart();
        carry();
        assertThat(version(site)).isEqualTo("1.0.1");
        assertThat(carries(site)).hasSize(1);
    }

    @Test
    void whereMainHasMovedOnItsNextReleaseCarriesIt() {
        var database = pushed("database");
        var site = pushed("site", "database");
        hub.push(site, "main", "not yet", Map.of("outcome", "fail: unfinished"));
        hub.settle();
        improved(database);
        carry();
        assertThat(carries(site)).isEmpty();
        hub.push(site, "main", "finished", Map.of("outcome", ""));
        hub.settle();
        assertThat(hub.app.comparing().uses(hub.stable(site).orElseThrow()))
                .extracting(Use::version)
                .containsExactly("1.0.1");
    }
}
