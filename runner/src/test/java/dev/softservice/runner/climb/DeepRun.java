package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs that climb to rungs 5 to 7 on an engine without containers. */
abstract class DeepRun {
    static final String SERVICES = """
        services:
          setup: {image: debian}
          db: {image: debian, depends_on: {setup: {condition: service_completed_successfully}}, volumes: ["rows:/rows"]}
          web: {image: debian, depends_on: [db]}
        volumes: {rows: {}}
        tests: [{name: answers, exec: {service: web, command: [ask]}}]
        """;
    static final String DATA = """
        data:
          seed:  {service: db, command: [seed]}
          check: {service: db, command: [check]}
        """;

    @TempDir
    Path folder;

    private @Nullable HttpServer web;
    final FakeEngine engine = new FakeEngine();
    final Recording recording = new Recording();
    final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Composer composer = new Composer(DistroSource.NONE, Optional.empty());

    DeepRun() {
        engine.executions.add(executed(0, "fine"));
    }

    /** What a volume of these runs is called on the engine. */
    static String volume(String name) {
        return new EnvironmentScope.Run("hub", "1", false).nameOf(name);
    }

    static Executed executed(int exit, String output) {
        return new Executed(Optional.of(exit), output);
    }

    void answers(String command, Executed... in) {
        engine.commands.put(command, new ArrayDeque<>(Arrays.asList(in)));
    }

    Path distro(String name, String manifest) {
        return DistroFolder.at(folder.resolve(name)).manifest(manifest).path();
    }

    Verdict run(int level, Path candidate, Optional<Path> stable) {
        var request = new RunRequest(
                        new Footprint("1", "hub"), SourceTree.in(candidate), Map.of(), new Reach(level, Limits.DEFAULT))
                .withStable(stable.map(path -> new Stable(
                        SourceTree.in(path), "v1.0.0", "1".repeat(40), "2".repeat(40), List.of(), Set.of())));
        return new Runner(engine, clock, composer).run(request, recording);
    }

    Verdict.Failed failed(int level, Path candidate, Optional<Path> stable) {
        var verdict = run(level, candidate, stable);
        assertThat(verdict).as(engine.calls.toString()).isInstanceOf(Verdict.Failed.class);
        assertThat(recording.steps).as("accepted all the same").contains("accepted");
        assertThat(engine.calls).endsWith("close");
        return (Verdict.Failed) verdict;
    }

    /** Where somebody listens who answers everything as HTTP, as long as the test runs. */
    InetSocketAddress answeringAsHttp() throws IOException {
        if (web == null) {
            web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            web.createContext("/", exchange -> {
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            web.start();
        }
        return web.getAddress();
    }

    @AfterEach
    void stop() {
        if (web != null) web.stop(0);
    }

    /** From the first environment on. */
    List<String> calls() {
        return engine.calls.subList(engine.calls.indexOf("up"), engine.calls.size()).stream()
                .filter(call -> !call.startsWith("provide ") && !call.equals("create"))
                .toList();
    }

    static Content content(String path, long bytes) {
        return new Content(
                new TreeMap<>(Map.of(path, new Content.FileSeen(bytes, path + bytes))), 1, bytes, path + bytes);
    }
}
