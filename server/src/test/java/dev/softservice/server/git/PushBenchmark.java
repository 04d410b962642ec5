package dev.softservice.server.git;

import com.sun.net.httpserver.HttpServer;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.forge.HttpBackend;
import dev.softservice.server.scenario.Hub;
import dev.softservice.server.scenario.OutcomeFileVerifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Pushes of many refs to a whole hub, which makes runs of them, and to git's own {@code http-backend} over a plain bare repository: stock client,
 * loopback, both on the same disk, taking turns. Not part of the suite; docs/benchmarks.md has the command. {@code -Drefs=N}, {@code -Drounds=N}.
 */
final class PushBenchmark {
    private static final int REFS = Integer.getInteger("refs", 2_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int COMMITS = 40;
    private static final String TOKEN = "an-admin-token-for-tests";
    private static final String[] WORKS = {
        "one new branch", "%,d new branches", "%,d branches moved", "%,d branches deleted", "%,d new tags"
    };

    private record Peer(String url, double[][] millis) {}

    @Test
    void manyRefsBesideHttpBackend() throws Exception {
        // The tests' own folders may be in memory; what is measured is also syncing.
        var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "push");
        var config = ConfigForTests.in(folder.resolve("hub"))
                .adminToken(TOKEN)
                .workers(2)
                .config();
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var backend = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        backend.createContext("/", exchange -> HttpBackend.serve(folder, exchange));
        backend.start();
        try (var hub = Running.start(config, Clock.systemUTC(), _ -> new OutcomeFileVerifier())) {
            make(hub.address());
            new Git(folder).run("init", "-q", "--bare", "plain.git");
            new Git(folder.resolve("plain.git")).run("config", "http.receivepack", "true");
            var peers = new Peer[] {
                new Peer(
                        hub.address().replace("http://", "http://git:" + TOKEN + "@") + "/samples/wiki",
                        new double[WORKS.length][ROUNDS]),
                new Peer(
                        "http://127.0.0.1:" + backend.getAddress().getPort() + "/plain.git",
                        new double[WORKS.length][ROUNDS])
            };
            var work = work(folder.resolve("work"));
            for (var peer : peers) work.run("push", "-q", peer.url(), "HEAD:refs/heads/main");
            for (int round = 0; round < ROUNDS; round++) {
                for (int turn = 0; turn < 2; turn++) round(work, peers[(round + turn) % 2], round);
            }
            System.out.println("| work | hub, ms | http-backend, ms | hub / http-backend |\n|---|---|---|---|");
            for (int i = 0; i < WORKS.length; i++) {
                double ours = median(peers[0].millis()[i]);
                double theirs = median(peers[1].millis()[i]);
                System.out.printf("| " + WORKS[i] + " | ", REFS);
                System.out.printf("%,.0f | %,.0f | %.2f |%n", ours, theirs, ours / theirs);
            }
        } finally {
            backend.stop(0);
            OpenRepositories.delete(folder);
        }
    }

    private static void make(String address) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/api/v1/repos"))
                            .header("Authorization", "Bearer " + TOKEN)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"owner\": \"samples\", \"name\": \"wiki\", \"description\": \"\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) throw new IllegalStateException(answer.body());
        }
    }

    /** Two sets of branches over some history; their runs never end by themselves, so that what is measured is the push. */
    private static Git work(Path folder) throws IOException {
        var work = Git.init(folder);
        work.write("softservice.yaml", Hub.manifest("2.3")).write("outcome", "hang\n");
        for (int i = 0; i < 2 * COMMITS; i++) work.write("page", i + "\n").commit("change " + i);
        var commits = work.run("rev-list", "HEAD").lines().toList();
        var refs = new StringBuilder();
        for (int i = 0; i < REFS; i++) {
            refs.append("create refs/heads/new/b%04d %s%n".formatted(i, commits.get(COMMITS + i % COMMITS)));
            refs.append("create refs/heads/moved/b%04d %s%n".formatted(i, commits.get(i % COMMITS)));
        }
        var input = Files.writeString(folder.resolve(".git/refs-to-make"), refs);
        work.process(Arrays.asList("sh", "-c", "git update-ref --stdin < " + input));
        work.run("pack-refs", "--all");
        return work;
    }

    private static void round(Git work, Peer peer, int round) {
        var pushes = new String[][] {
            {"HEAD:refs/heads/one/r" + round},
            {"refs/heads/new/*:refs/heads/r" + round + "/*"},
            {"refs/heads/moved/*:refs/heads/r" + round + "/*"},
            {"--prune", "refs/heads/none/*:refs/heads/r" + round + "/*"},
            {"refs/heads/new/*:refs/tags/r" + round + "/*"}
        };
        for (int i = 0; i < pushes.length; i++) {
            var command = new java.util.ArrayList<>(Arrays.asList("push", "-q", peer.url()));
            command.addAll(Arrays.asList(pushes[i]));
            long began = System.nanoTime();
            work.run(command.toArray(String[]::new));
            peer.millis()[i][round] = (System.nanoTime() - began) / 1e6;
        }
    }

    private static double median(double[] times) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
