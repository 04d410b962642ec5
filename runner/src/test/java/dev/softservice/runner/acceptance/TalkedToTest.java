package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.Plan.Suite;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.PlannedTest.ExecExpectation;
import dev.softservice.runner.plan.PlannedTest.Expectation;
import dev.softservice.runner.plan.PlannedTest.Request;
import dev.softservice.runner.plan.SmallContainer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a test talked to, and what it expected and what came, as they are told with its result. */
class TalkedToTest {
    private final FakeEngine engine = new FakeEngine();
    private final List<Boolean> red = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = "<h1>Hello</h1>\n<p>Saved by nobody</p>\n".getBytes(StandardCharsets.UTF_8);
            boolean away = exchange.getRequestURI().getPath().equals("/away");
            if (away) exchange.getResponseHeaders().set("Location", "http://other/");
            exchange.sendResponseHeaders(away ? 302 : 200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        engine.addresses.put("web:80", server.getAddress());
        engine.addresses.put("wiki-web:80", server.getAddress());
        engine.addresses.put("other:80", server.getAddress());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TestResult result(Map<String, String> names, PlannedTest test) throws InterruptedException {
        var results = new ArrayList<TestResult>();
        Witness witness = () -> (hosts, failed) -> {
            red.add(failed);
            return new Trace(1, 2, List.copyOf(hosts), List.of());
        };
        new Accept(engine.upAlready(), Narrator.SILENT, witness, results::add)
                .run(List.of(new Suite("sample", names, List.of(test))));
        return results.getFirst();
    }

    private static PlannedTest.Http get(String url, Expectation expect) {
        return new PlannedTest.Http(
                "t", new Request("GET", url, Map.of(), Optional.empty(), true), expect, Duration.ZERO);
    }

    private static Expectation expect(OptionalInt status, List<String> contains) {
        return new Expectation(status, contains, List.of(), Map.of(), Map.of());
    }

    @Test
    void aProbeTalkedToEachHostThatItWasLedTo() throws Exception {
        var nothing = expect(OptionalInt.empty(), List.of());
        assertThat(result(Map.of(), get("http://web/away", nothing)).trace().talkedTo())
                .containsExactly("web", "other");
        assertThat(result(Map.of("web", "wiki-web"), get("http://web/", nothing))
                        .trace()
                        .talkedTo())
                .as("by the name that the network has")
                .containsExactly("wiki-web");
        assertThat(red).containsExactly(false, false);
    }

    @Test
    void aCommandTalkedToTheServiceThatItRanIn() throws Exception {
        for (int attempt = 0; attempt < 2; attempt++)
            engine.executions.add(new Environment.Executed(Optional.of(0), ""));
        var test = new PlannedTest.Exec(
                "t", "database", List.of("check"), new ExecExpectation(3, List.of(), List.of()), Duration.ZERO);
        var failed = result(Map.of(), test);
        assertThat(failed.trace().talkedTo()).containsExactly("database");
        assertThat(failed.differences()).containsExactly(new Difference("exit code", "3", "0"));
    }

    @Test
    void aContainerOfItsOwnTalkedToWhatItsCommandAndVariablesName() throws Exception {
        var small = SmallContainer.of("test:t");
        var process = new ContainerPlan.Process(
                Optional.empty(),
                Optional.of(List.of("check", "--to=http://web:8080/x")),
                Map.of("DB", "postgres://wiki@db:5432/wiki"),
                Optional.empty(),
                Optional.empty(),
                "t",
                true,
                false,
                Optional.empty(),
                Duration.ofSeconds(1));
        var container = new ContainerPlan(
                        small.name(),
                        small.engineName(),
                        small.image(),
                        process,
                        small.files(),
                        small.confinement(),
                        small.connections(),
                        small.dependsOn(),
                        small.health(),
                        small.restart(),
                        small.labels())
                .with(new Connections(List.of("n"), List.of(), Map.of("db", "wiki-db"), List.of(), List.of()));
        engine.provide(small.image(), Limits.DEFAULT, "build:t", Map.of(), Narrator.SILENT);
        var result = result(Map.of(), new PlannedTest.Run("t", container, Optional.empty(), Duration.ofSeconds(5)));
        assertThat(result.trace().talkedTo()).contains("web", "wiki-db").doesNotContain("db");
    }

    @Test
    void whatWasExpectedAndWhatCameIsToldApart() throws Exception {
        var failed = result(
                Map.of(), get("http://web/", expect(OptionalInt.of(201), List.of("Saved by Eva", "no such thing"))));
        assertThat(failed.differences())
                .containsExactly(
                        new Difference("status", "201", "200 OK"),
                        new Difference("somewhere in the body", "Saved by Eva", "<p>Saved by nobody</p>"));
        assertThat(red).contains(true);
        var far = result(Map.of(), get("http://web/", expect(OptionalInt.empty(), List.of("zzzz"))));
        assertThat(far.differences().getFirst().actual())
                .as("nothing is like it")
                .isEqualTo("<h1>Hello</h1>\n<p>Saved by nobody</p>\n");
    }
}
