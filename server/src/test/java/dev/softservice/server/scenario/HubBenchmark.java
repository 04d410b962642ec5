package dev.softservice.server.scenario;

import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.web.StreamingEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pages and queries of a hub that has been used for long: 1,000 repositories, 20,000 pull requests, 100,000 runs with their steps. Prints
 * medians and 99th percentiles; see docs/benchmarks.md.
 */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class HubBenchmark {
    private static final int REPOSITORIES = 1_000;
    private static final int RUNS = 100_000;
    private static final int PULLS = 20_000;
    private static final int WARM_UP = 200;
    private static final int ROUNDS = 500;

    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    interface Work {
        void once() throws Exception;
    }

    @Test
    void pagesAndQueries() throws Exception {
        var url =
                kind == DatabaseKind.POSTGRES ? Optional.of(DatabaseKind.freshPostgresUrl()) : Optional.<String>empty();
        try (var hub = Hub.open(folder, url)) {
            var wiki = hub.repository("wiki");
            hub.push(
                    wiki,
                    "main",
                    "first",
                    Map.of(
                            "softservice.yaml",
                            Hub.manifest("2.3"),
                            "README.md",
                            "# Wiki\n\nA wiki.\n",
                            "page",
                            "one\n"));
            hub.settle();
            var pull = hub.proposed(hub.ann, wiki, "improve", Map.of("page", "two\n"));
            hub.settle();
            fill(hub, wiki.id());
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %,d repositories, %,d pull requests, %,d runs%n",
                    kind,
                    REPOSITORIES,
                    PULLS,
                    RUNS);
            measure("query: catalog, first page", () -> hub.app.catalog().search("", 1, Visible.ALL));
            measure("query: catalog, two words", () -> hub.app.catalog().search("title 77", 1, Visible.ALL));
            measure(
                    "query: pull requests of a repository",
                    () -> hub.app.pulls().list(wiki, Optional.empty(), 0, 50));
            measure("query: one pull request with its run", () -> {
                var found = hub.app.pulls().require(wiki, pull.number());
                hub.app.pulls().mergeability(found);
                hub.app
                        .runs()
                        .tests(hub.app
                                .pulls()
                                .run(wiki, pull.number())
                                .orElseThrow()
                                .id());
            });
            measure(
                    "query: runs of a repository",
                    () -> hub.app.runs().list(wiki, Optional.empty(), Optional.empty(), 0, 50));
            measure(
                    "query: runs of a commit",
                    () -> hub.app.runs().list(wiki, pull.mergeSha(), Optional.empty(), 0, 50));
            measure("query: queue and workers", () -> hub.app.runs().load());
            pages(hub, pull.number());
        }
    }

    private void pages(Hub hub, int pull) throws Exception {
        try (var web = new Web(
                        hub.app,
                        ConfigForTests.listening(),
                        Clock.systemUTC(),
                        StreamingEndpoint.NONE,
                        MoreRoutes.NONE);
                var client = HttpClient.newHttpClient()) {
            var address = "http://127.0.0.1:" + web.start();
            for (var path : List.of(
                    "/",
                    "/?q=title+77",
                    "/samples/wiki",
                    "/samples/wiki/pulls",
                    "/samples/wiki/pulls/" + pull,
                    "/samples/wiki/runs",
                    "/api/v1/catalog",
                    "/api/v1/repos/samples/wiki/pulls/" + pull)) {
                var request = HttpRequest.newBuilder(URI.create(address + path)).build();
                measure("GET " + path, () -> {
                    int status =
                            client.send(request, BodyHandlers.ofByteArray()).statusCode();
                    if (status != 200) throw new IllegalStateException(path + " gave " + status);
                });
            }
        }
    }

    private static void measure(String what, Work work) throws Exception {
        for (int i = 0; i < WARM_UP; i++) work.once();
        var micros = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            work.once();
            micros[i] = (System.nanoTime() - began) / 1_000;
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "%-45s p50 %7.2f ms   p99 %7.2f ms%n",
                what,
                micros[ROUNDS / 2] / 1000.0,
                micros[ROUNDS * 99 / 100] / 1000.0);
    }

    /** The first repository is the one that is looked at: it gets its share like every other. */
    private static void fill(Hub hub, long first) {
        hub.app.database().run(handle -> {
            var repositories = handle.prepareBatch(
                    "insert into repository (id, owner, name, description, created_at, next_pull) values (:id, 'many',"
                            + " :name, '', 0, 100)");
            for (int i = 1; i < REPOSITORIES; i++)
                repositories.bind("id", first + i).bind("name", "distro-" + i).add();
            repositories.execute();
            var catalog = handle.prepareBatch("""
                insert into catalog (repository, title, summary, categories, words, version, level, released_at)
                values (:id, :title, 'A distro for many', 'collaboration', :words, '1.0.0', 4, 1)\
                """);
            for (int i = 1; i < REPOSITORIES; i++) {
                catalog.bind("id", first + i)
                        .bind("title", "Title " + i)
                        .bind("words", "many/distro-" + i + " title " + i + " a distro for many")
                        .add();
            }
            catalog.execute();
        });
        hub.app.database().run(handle -> {
            var pulls = handle.prepareBatch("""
                insert into pull (repository, number, title, description, author, base, base_sha, head_sha, trusted, conflicts, state, topic,
                    source, created_at, updated_at) values (:repository, :number, 'A change', '', 'ann', 'main', :sha, :sha, 1, '', 'MERGED', '', '', 1, 1)\
                """);
            for (int i = 0; i < PULLS; i++) {
                pulls.bind("repository", first + i % REPOSITORIES)
                        .bind("number", 10 + i / REPOSITORIES)
                        .bind("sha", "%040x".formatted(i))
                        .add();
            }
            pulls.execute();
        });
        for (int part = 0; part < 10; part++) runs(hub, first, part);
        hub.app.database().run(handle -> handle.execute("analyze"));
    }

    private static void runs(Hub hub, long first, int part) {
        hub.app.database().run(handle -> {
            var runs = handle.prepareBatch("""
                insert into run (id, repository, kind, pull, ref, commit_sha, tree, state, verdict, level, passed, queued_at, started_at, verdict_at,
                    finished_at) values (:id, :repository, 'PULL', :pull, 'refs/pull/1/merge', :sha, :sha, 'FINISHED', 'PASSED', 4, 5, 1, 2, 3, 4)\
                """);
            var steps = handle.prepareBatch(
                    "insert into step (run, name, position, state, started_at, finished_at) values (:run, :name,"
                            + " :position, 'passed', 1, 2)");
            for (int i = 0; i < RUNS / 10; i++) {
                long id = 1_000 + (long) part * RUNS / 10 + i;
                runs.bind("id", id)
                        .bind("repository", first + id % REPOSITORIES)
                        .bind("pull", (int) (10 + id % 20))
                        .bind("sha", "%040x".formatted(id))
                        .add();
                int position = 0;
                for (var name : List.of("read", "plan", "build", "provision", "accept"))
                    steps.bind("run", id)
                            .bind("name", name)
                            .bind("position", position++)
                            .add();
            }
            runs.execute();
            steps.execute();
        });
    }
}
