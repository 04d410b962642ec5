package dev.softservice.server.git;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Precedence;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 50 runs at once on two workers of a real engine: 49 of one repository and then one of another. How long that one waits, and how long pages take
 * meanwhile. See docs/benchmarks.md.
 */
final class QueueBenchmark {
    private static final int BUSY = Integer.getInteger("bench.runs", 49);
    private static final String TOKEN = "a-token-for-benchmarks";
    private static final Account ADMIN = new Account(1, "admin", Role.ADMIN);
    private static final String MANIFEST = """
        softservice: v1
        name: sample
        title: Sample
        summary: For measuring.
        version: "1.0"
        services:
          web: {image: "debian:bookworm-slim", command: [sleep, "600"], healthcheck: {test: [CMD, "true"], interval: 1s}}
          side: {image: "debian:bookworm-slim", command: [sleep, "600"], healthcheck: {test: [CMD, "true"], interval: 1s}}
        tests: [{name: it answers, exec: {service: web, command: [test, -e, /], expect: {exit: 0}}}]
        """;

    private static final int WARMED = 600;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void fiftyRunsOnTwoWorkers() throws Exception {
        var config = ConfigForTests.in(folder.resolve("data"))
                .adminToken(TOKEN)
                .workers(2)
                .quarantine(1L << 30)
                .config();
        try (var _ = Precedence.take();
                var engine = DockerEngine.connect();
                var hub = Running.start(
                        config, Clock.systemUTC(), place -> EngineVerifier.of(engine, Clock.systemUTC(), place))) {
            // A hub is not new when so many push to it at once.
            for (int i = 0; i < WARMED; i++) get(hub.address() + (i % 2 == 0 ? "/" : "/about"));
            long began = System.nanoTime();
            var busy = pushed(hub, "busy", BUSY);
            var other = pushed(hub, "other", 1);
            var millis = new ArrayList<Double>();
            while (hub.app().runs().load().queued() + hub.app().runs().load().running() > 0) {
                for (var path : List.of(
                        "/",
                        "/samples/busy",
                        "/samples/busy/runs",
                        "/samples/other/runs/" + runs(hub, other).getFirst().id(),
                        "/api/v1/repos/samples/busy/runs")) {
                    long asked = System.nanoTime();
                    get(hub.address() + path);
                    millis.add((System.nanoTime() - asked) / 1e6);
                }
                Thread.sleep(20);
            }
            System.out.printf(Locale.ROOT, "%n%d runs in %.1f s%n", BUSY + 1, (System.nanoTime() - began) / 1e9);
            var waits = waits(hub, busy);
            System.out.printf(
                    Locale.ROOT,
                    "the one of the other repository: %.1f s from its push to its start; the others' median %.1f s,"
                            + " longest %.1f s%n",
                    waits(hub, other)[0],
                    waits[waits.length / 2],
                    waits[waits.length - 1]);
            var sorted = millis.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "%,d pages meanwhile: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, slowest %.1f ms%n",
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() * 95 / 100),
                    sorted.get(sorted.size() * 99 / 100),
                    sorted.getLast());
        }
    }

    private HostedRepository pushed(Running hub, String name, int branches) {
        var repository = hub.app().repositories().create(new RepositoryName("samples", name), "", ADMIN);
        var work = Git.init(folder.resolve(name));
        var refs = new ArrayList<>(List.of(
                "push",
                "-q",
                "http://admin:" + TOKEN + "@" + URI.create(hub.address()).getAuthority() + "/samples/" + name
                        + ".git"));
        for (int i = 0; i < branches; i++) {
            work.write("softservice.yaml", MANIFEST)
                    .write("page", name + " " + i + "\n")
                    .commit("Change " + i);
            work.run("branch", "b" + i);
            refs.add("b" + i);
        }
        work.run(refs.toArray(String[]::new));
        return repository;
    }

    private static List<Run> runs(Running hub, HostedRepository repository) {
        return hub.app().runs().list(repository, Optional.empty(), Optional.empty(), 0, 100);
    }

    /** Seconds from queue to start, shortest first. */
    private static double[] waits(Running hub, HostedRepository repository) {
        var waits = runs(hub, repository).stream()
                .mapToDouble(
                        run -> Duration.between(run.queuedAt(), run.startedAt().orElseThrow())
                                        .toMillis()
                                / 1000.0)
                .toArray();
        Arrays.sort(waits);
        return waits;
    }

    private void get(String address) throws IOException, InterruptedException {
        int status = http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray())
                .statusCode();
        if (status != 200) throw new AssertionError(address + " gave " + status);
    }
}
