package dev.softservice.server.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.bench.Roads;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.install.Folders;
import dev.softservice.runner.model.StepName;
import dev.softservice.server.account.Account;
import dev.softservice.server.app.Config;
import dev.softservice.server.app.Running;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A hub of the benchmark's own with one repository. */
final class BenchHub implements AutoCloseable {
    private static final RepositoryName REPOSITORY = new RepositoryName("bench", "environment");
    /** Not fewer than there are environments at once: what waits in the queue would be measured too. */
    private static final int RUNS_AT_ONCE = 32;

    private static final int DAYS_IMAGES_ARE_KEPT = 14;
    private static final long LARGEST_PUSH = 1L << 30;

    private static final JsonMapper JSON = new JsonMapper();

    private final Path data;
    private final DockerEngine engine;
    private final String token = "bench-" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Running hub;
    private final Map<String, CompletableFuture<Told>> verdicts = new ConcurrentHashMap<>();
    private volatile String id = "";

    /** A run that has a verdict; {@code at}: of {@link System#nanoTime}, when that was told. */
    record Told(Run run, long at) {}

    private BenchHub(Path data, DockerEngine engine) {
        this.data = data;
        this.engine = engine;
        var clock = Clock.systemUTC();
        var config = new Config(
                new Config.Storage(data, Optional.empty()),
                new Config.Listening("127.0.0.1", 0, Optional.empty(), List.of()),
                new Config.Verifying(RUNS_AT_ONCE, StepName.ACCEPT.level(), DAYS_IMAGES_ARE_KEPT, 0, 0),
                new Config.Incoming(LARGEST_PUSH, List.of()),
                ImageStore.Rules.USUAL,
                Config.People.OF_THE_HUB,
                Optional.of(token));
        hub = Running.start(config, clock, place -> {
            id = place.hubId();
            return EngineVerifier.of(engine, clock, place);
        });
        hub.app().repositories().create(REPOSITORY, "The benchmark's distro", Account.HUB);
        hub.app().feed().listen("bench", this::hear);
    }

    static BenchHub open(DockerEngine engine) throws IOException {
        var data = Files.createTempDirectory("softservice-bench-hub-");
        try {
            return new BenchHub(data, engine);
        } catch (RuntimeException failed) {
            Folders.delete(data);
            throw failed;
        }
    }

    /** Where to push to, as an administrator. */
    String address() {
        return hub.address() + "/" + REPOSITORY + ".git";
    }

    String token() {
        return token;
    }

    private void hear(Run run) {
        if (run.verdict().isPresent()) verdict(run.ref()).complete(new Told(run, System.nanoTime()));
    }

    /** Of the first run of a branch. */
    CompletableFuture<Told> verdict(String ref) {
        return verdicts.computeIfAbsent(ref, _ -> new CompletableFuture<>());
    }

    /** Adds how the environments of a run came up, as everybody hears of it. */
    void roads(RunId run, Roads roads) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(hub.address() + "/api/v1/runs/" + run + "/events"))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        try (var lines = answer.body()) {
            var type = "";
            for (var line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) type = line.substring(6).strip();
                if (line.startsWith("data:") && type.equals("road")) roads.add(road(line.substring(5)));
                if (line.isEmpty() && type.equals("end")) return;
            }
        }
    }

    private static Road road(String data) throws IOException {
        var told = JSON.readTree(data);
        return new Road(
                Constants.named(Road.Network.class, told.path("networks").asText())
                        .orElseThrow(),
                told.path("held").asInt(),
                told.path("asked").asInt(),
                told.path("checks").asInt());
    }

    @Override
    public void close() {
        http.close();
        hub.close();
        engine.sweep(id, Set::of);
        Folders.delete(data);
    }
}
