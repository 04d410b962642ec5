package dev.softservice.server.git;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after {@code git push} has returned a pull request has its verdict, when its tree, composition and images are proven already: a real
 * hub on a real engine, the stock git client, and a distro of 1,500 files that uses another one. See docs/benchmarks.md.
 */
final class ProvenBenchmark {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 31);
    private static final int WARM_UP = 5;
    private static final int FILES = Integer.getInteger("bench.files", 1_500);
    private static final String TOKEN = "a-token-for-benchmarks";
    private static final Account ADMIN = new Account(1, "admin", Role.ADMIN);
    private static final String HEAD =
            "softservice: v1\nname: %s\ntitle: Sample\nsummary: For measuring.\nversion: \"1.0\"\n";
    private static final String SERVICES = """
        services:
          web: {build: web, command: [sleep, "600"], healthcheck: {test: [CMD, "true"], interval: 1s}}
          side: {image: "debian:bookworm-slim", command: [sleep, "600"], healthcheck: {test: [CMD, "true"], interval: 1s}}
        """;
    private static final String TESTS =
            "tests: [{name: it answers, exec: {service: web, command: [test, -e, /], expect: {exit: 0}}}]\n";
    private static final String PROVIDES = "provides: {http: {service: web, port: 80}}\n";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void fromThePushToTheVerdict() throws Exception {
        var config = ConfigForTests.in(folder.resolve("data"))
                .adminToken(TOKEN)
                .workers(2)
                .quarantine(1L << 30)
                .config();
        try (var engine = DockerEngine.connect();
                var hub = Running.start(
                        config, Clock.systemUTC(), place -> EngineVerifier.of(engine, Clock.systemUTC(), place))) {
            push(hub, repository(hub, "page"), HEAD.formatted("page") + SERVICES + PROVIDES + TESTS, 0);
            var site = repository(hub, "site");
            var work = push(
                    hub,
                    site,
                    HEAD.formatted("site") + "uses: {page: {distro: samples/page, version: ^1}}\n" + SERVICES + TESTS,
                    FILES);
            work.write("change", "proposed\n").commit("A change");
            propose(work, "first");
            awaitVerdict(hub, site, 1);

            var pushed = new double[ROUNDS];
            var stored = new double[ROUNDS];
            var shown = new double[ROUNDS];
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                work.run("commit", "-q", "--amend", "-m", "A change in other words, " + i);
                int number = i + WARM_UP + 2;
                long began = System.nanoTime();
                propose(work, "again-" + i);
                long returned = System.nanoTime();
                long returnedAt = System.currentTimeMillis();
                awaitApi(hub, number);
                if (i < 0) continue;
                shown[i] = (System.nanoTime() - returned) / 1e6;
                pushed[i] = (returned - began) / 1e6;
                var run = hub.app().pulls().run(site, number).orElseThrow();
                if (run.reusedFrom().isEmpty())
                    throw new AssertionError("run " + run.id() + " was not answered by a proof");
                stored[i] = run.verdictAt().orElseThrow().toEpochMilli() - returnedAt;
            }
            System.out.printf(Locale.ROOT, "%n%,d files, %d rounds: median, slowest%n", FILES, ROUNDS);
            row("git push", pushed);
            row("push returned → verdict stored", stored);
            row("push returned → verdict in the API", shown);
        }
    }

    private static void row(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT, "%-40s %7.1f ms %7.1f ms%n", what, millis[millis.length / 2], millis[millis.length - 1]);
    }

    private static HostedRepository repository(Running hub, String name) {
        return hub.app().repositories().create(new RepositoryName("samples", name), "", ADMIN);
    }

    /** The first version on main, verified and released when this returns. */
    private Git push(Running hub, HostedRepository repository, String manifest, int files) throws InterruptedException {
        var work = Git.init(folder.resolve(repository.name().name()));
        work.write("softservice.yaml", manifest).write("web/Dockerfile", "FROM debian:bookworm-slim\n");
        for (int i = 0; i < files; i++)
            work.write("content/%02d/%d.txt".formatted(i % 40, i), ("line " + i + "\n").repeat(200));
        work.commit("First");
        var address = URI.create(hub.address());
        work.run(
                "remote",
                "add",
                "hub",
                "http://admin:" + TOKEN + "@" + address.getAuthority() + "/" + repository.name() + ".git");
        work.run("push", "-q", "hub", "main");
        await(
                hub,
                () -> hub.app().releases().stable(repository).isPresent(),
                () -> hub.app()
                        .runs()
                        .list(repository, Optional.empty(), Optional.empty(), 0, 1)
                        .toString());
        return work;
    }

    private static void propose(Git work, String topic) {
        work.run("push", "-q", "-o", "topic=" + topic, "hub", "HEAD:refs/for/main");
    }

    private static void awaitVerdict(Running hub, HostedRepository repository, int number) throws InterruptedException {
        Function<Integer, Optional<Run>> run = n -> hub.app().pulls().run(repository, n);
        await(
                hub,
                () -> run.apply(number)
                        .flatMap(Run::verdict)
                        .filter(Run.Outcome.PASSED::equals)
                        .isPresent(),
                () -> run.apply(number).toString());
    }

    private interface Asked<T> {
        T now();
    }

    private static void await(Running hub, Asked<Boolean> done, Asked<String> state) throws InterruptedException {
        for (int i = 0; !done.now(); i++) {
            if (i > 6_000)
                throw new AssertionError("not within two minutes: " + state.now() + ", "
                        + hub.app().runs().load());
            Thread.sleep(20);
        }
    }

    private void awaitApi(Running hub, int number) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(hub.address() + "/api/v1/repos/samples/site/pulls/" + number))
                .build();
        for (int i = 0; i < 5_000; i++) {
            if (http.send(request, BodyHandlers.ofString()).body().contains("\"verdict\":\"passed\"")) return;
            Thread.sleep(2);
        }
        throw new AssertionError("no verdict of pull request " + number);
    }
}
