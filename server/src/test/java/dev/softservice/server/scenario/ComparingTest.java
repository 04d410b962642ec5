package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.server.release.Asked;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What distros of distros are made of on a hub, what is made of them, and what they ask beyond stable. */
class ComparingTest extends HubTest {
    private static final String DATABASE = """
        softservice: v1
        name: database
        title: Database
        summary: Made by a test.
        version: "15.0"
        services: {db: {image: "postgres:15", expose: [5432]}}
        provides: {sql: {service: db, port: 5432}}
        tests: [{name: it listens, tcp: {host: db, port: 5432}}]
        %s
        """;
    private static final String SITE = Hub.manifest("2.3", "uses: {store: {distro: samples/database, version: ^15}}");

    private HostedRepository pushed(String name, String manifest) {
        var repository = hub.repository(name);
        hub.push(repository, "main", "change", Map.of("softservice.yaml", manifest));
        hub.settle();
        assertThat(hub.runs()
                        .list(repository, Optional.empty(), Optional.empty(), 0, 1)
                        .getFirst()
                        .verdict())
                .contains(Run.Outcome.PASSED);
        return repository;
    }

    private Run proposed(String manifest) {
        var pull = hub.proposed(hub.ann, wiki, "change " + manifest.hashCode(), Map.of("softservice.yaml", manifest));
        hub.settle();
        return hub.runOf(pull);
    }

    private List<String> storeOf(HostedRepository repository) {
        var composition = hub.app
                .comparing()
                .composition(repository, hub.stable(repository).orElseThrow())
                .orElseThrow();
        return CompositionGraph.of(composition)
                .root()
                .all()
                .map(node -> node.path() + " " + node.version())
                .toList();
    }

    @Test
    void aReleaseStaysMadeOfWhatItWasProvenWith() {
        var database = pushed("database", DATABASE.formatted(""));
        var first = hub.stable(database).orElseThrow();
        pushed("wiki", SITE);
        pushed("database", DATABASE.formatted("# newer"));

        assertThat(hub.app.comparing().uses(hub.stable(wiki).orElseThrow()))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use).extracting(Use::distro, Use::version).containsExactly("samples/database", "15.0.0");
                    assertThat(use.used().commit()).isEqualTo(first.commit().name());
                    assertThat(use.used().tree()).isEqualTo(first.tree().name());
                });
        assertThat(storeOf(wiki)).containsExactly(" 2.3", "store 15.0.0");
        assertThat(hub.app.comparing().usedBy(database, Visible.ALL))
                .containsExactly(new Releases.User(wiki.name(), "2.3.0", "store", "v15.0.0"));
        assertThat(hub.app.comparing().usedBy(wiki, Visible.ALL)).isEmpty();
    }

    @Test
    void aRunThatAProofAnsweredWasMadeOfTheSame() {
        pushed("database", DATABASE.formatted(""));
        pushed("wiki", SITE);
        var copy = hub.push(wiki, "copy", "the same tree", Map.of());
        hub.settle();
        var run = hub.runOf(wiki, copy);
        assertThat(run.reusedFrom()).isPresent();
        assertThat(hub.runs().uses(run)).extracting(Use::distro).containsExactly("samples/database");
    }

    @Test
    void whatEndUsersWouldBeAskedIsSummedOverTheWholeComposition() {
        pushed("database", DATABASE.formatted(""));
        pushed("wiki", SITE);
        var same = proposed(SITE + "# nothing more\n");
        assertThat(hub.app.comparing().asked(same)).isEqualTo(new Asked(Optional.of("v2.3.0"), List.of(), List.of()));

        pushed("database", DATABASE.formatted("permissions: {internet: true}"));
        var more = proposed(SITE
                + "permissions: {capabilities: [IPC_LOCK]}\n"
                + "provides: {http: {service: web, port: 80, publish: 8080}}\n");
        assertThat(more.verdict()).contains(Run.Outcome.PASSED);
        assertThat(hub.app.comparing().asked(more))
                .isEqualTo(new Asked(
                        Optional.of("v2.3.0"),
                        List.of(
                                "reach the internet (for store)",
                                "use the capability IPC_LOCK",
                                "publish the port http"),
                        List.of()));

        int number = more.pull().orElseThrow();
        hub.app.pulls().acceptWeaker(wiki, number, hub.pull(wiki, number).headSha(), hub.max);
        hub.app.pulls().merge(wiki, number, hub.max);
        hub.settle();
        assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
        assertThat(hub.app.comparing().asked(more))
                .as("compared with what was stable then")
                .extracting(Asked::than)
                .isEqualTo(Optional.of("v2.3.0"));
        var less = proposed(Hub.manifest("2.3"));
        assertThat(hub.app.comparing().asked(less).more()).isEmpty();
    }

    @Test
    void whatAFirstReleaseAsksIsComparedWithNothing() {
        pushed("database", DATABASE.formatted("permissions: {internet: true}"));
        var commit = hub.push(wiki, "main", "first", Map.of("softservice.yaml", SITE));
        assertThat(hub.app.comparing().asked(hub.runOf(wiki, commit)))
                .as("before it is known")
                .isEqualTo(Asked.NOTHING);
        hub.settle();
        assertThat(hub.app.comparing().asked(hub.runOf(wiki, commit)))
                .isEqualTo(new Asked(Optional.empty(), List.of("reach the internet (for store)"), List.of()));
    }
}
