package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.Plan.Suite;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.PlannedTest.ExecExpectation;
import dev.softservice.runner.plan.PlannedTest.Expectation;
import dev.softservice.runner.plan.PlannedTest.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Probes against a real HTTP server that the fake environment knows as {@code web}. */
class AcceptTest {
    private final FakeEngine engine = new FakeEngine();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int count = requests.incrementAndGet();
            var path = exchange.getRequestURI().getPath();
            var body = switch (path) {
                case "/echo" ->
                    exchange.getRequestMethod() + " "
                            + exchange.getRequestHeaders().getFirst("X-Token") + " "
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) + " to "
                            + exchange.getRequestHeaders().getFirst("Host");
                case "/json" -> "{\"a\":{\"b\":[1,\"two\",null,true]}}";
                case "/large" -> "x".repeat(3 << 20);
                case "/as" -> "a".repeat(5000) + "!";
                default -> "count " + count;
            };
            int status = switch (path) {
                case "/away" -> 302;
                case "/later" -> count < 4 ? 503 : 200;
                case "/fail" -> 500;
                case "/second" -> count == 1 ? 500 : 200;
                default -> 200;
            };
            if (status == 302) exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
            exchange.getResponseHeaders().set("X-Kind", "sample");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
            try (var out = exchange.getResponseBody()) {
                if (!exchange.getRequestMethod().equals("HEAD")) out.write(bytes);
            } catch (IOException _) {
                // The probe reads no more than it keeps.
            }
        });
        server.start();
        engine.addresses.put("web:80", server.getAddress());
        engine.addresses.put("dead:80", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TestResult result(PlannedTest test) throws InterruptedException {
        var results = new ArrayList<TestResult>();
        var outcome = new Accept(engine.upAlready(), Narrator.SILENT, results::add)
                .run(List.of(new Suite("sample", Map.of(), List.of(test))));
        assertThat(results).hasSize(1);
        assertThat(outcome instanceof Outcome.Held).isEqualTo(results.getFirst().state() == State.PASSED);
        return results.getFirst();
    }

    private static JsonScalar text(String text) {
        return new JsonScalar.Text(text);
    }

    private static Expectation expect() {
        return new Expectation(OptionalInt.empty(), List.of(), List.of(), Map.of(), Map.of());
    }

    private TestResult get(String url, Expectation expect) throws InterruptedException {
        return result(new PlannedTest.Http(
                "t", new Request("GET", url, Map.of(), Optional.empty(), true), expect, Duration.ZERO));
    }

    @Test
    void sendsMethodHeadersBodyAndTheNameAsHost() throws Exception {
        var test = new PlannedTest.Http(
                "t",
                new Request("PUT", "http://web/echo", Map.of("X-Token", "abc"), Optional.of("päge"), false),
                new Expectation(
                        OptionalInt.of(200),
                        List.of("PUT abc päge to web"),
                        List.of("^PUT .* web$"),
                        Map.of(),
                        Map.of("x-kind", "sample")),
                Duration.ZERO);
        assertThat(result(test))
                .extracting(TestResult::state, TestResult::message)
                .containsExactly(State.PASSED, "");
        assertThat(result(test).output()).startsWith("HTTP 200 OK").contains("X-kind: sample");
    }

    @Test
    void eachExpectationThatDoesNotHoldIsSaidExactly() throws Exception {
        assertThat(get(
                                "http://web/fail",
                                new Expectation(
                                        OptionalInt.of(200), List.of(), List.of(), Map.of(), Map.of("x-kind", "other")))
                        .message())
                .startsWith(
                        "GET http://web/fail: expected status 200, got 500 Internal Server Error with body 'count 1';"
                                + " expected header x-kind: other, got sample");
        assertThat(get("http://web/fail", expect()).message()).startsWith("GET http://web/fail: got status 500");
        assertThat(get(
                                "http://web/json",
                                new Expectation(
                                        OptionalInt.empty(),
                                        List.of(),
                                        List.of(),
                                        Map.of("/a/b/1", text("2")),
                                        Map.of()))
                        .message())
                .isEqualTo("GET http://web/json: expected /a/b/1 to be the text \"2\", it is the text \"two\"");
        assertThat(get(
                                "http://web/json",
                                new Expectation(
                                        OptionalInt.empty(), List.of(), List.of(), Map.of("/a/c", text("2")), Map.of()))
                        .message())
                .isEqualTo("GET http://web/json: expected /a/c to be the text \"2\", the JSON has nothing there");
        assertThat(get(
                                "http://web/",
                                new Expectation(
                                        OptionalInt.empty(), List.of(), List.of(), Map.of("/a", text("2")), Map.of()))
                        .message())
                .startsWith("GET http://web/: expected JSON, got 'count 9'");
        assertThat(get(
                                "http://web/",
                                new Expectation(
                                        OptionalInt.empty(), List.of(), List.of("^[0-9]+$"), Map.of(), Map.of()))
                        .message())
                .isEqualTo("GET http://web/: expected the body to match /^[0-9]+$/, but it does not: it is 'count 11'");
        assertThat(get("http://dead/", expect()).message())
                .isEqualTo("GET http://dead/ got no answer: connection refused");
        assertThat(get("http:///x", expect()).message())
                .isEqualTo("http:///x is no address: it has no host".replace("http:///x is", "GET http:///x is"));
    }

    @Test
    void theBodysJsonIsRead() throws Exception {
        assertThat(get(
                                "http://web/json",
                                new Expectation(
                                        OptionalInt.empty(),
                                        List.of(),
                                        List.of(),
                                        Map.of("/a/b/0", new JsonScalar.Number(BigDecimal.ONE), "/a/b/1", text("two")),
                                        Map.of()))
                        .message())
                .isEmpty();
    }

    @Test
    void aRedirectOutOfTheEnvironmentFindsNoHost() throws Exception {
        assertThat(get("http://web/away", expect()).message())
                .isEqualTo("GET http://web/away got no answer: there is no host '169.254.169.254' in this environment");
        assertThat(requests).as("at first, and when it is tried again").hasValue(2);
    }

    @Test
    void aBodyIsReadNoFurtherThanItIsKept() throws Exception {
        var result = get(
                "http://web/large", new Expectation(OptionalInt.of(200), List.of("xx"), List.of(), Map.of(), Map.of()));
        assertThat(result.state()).isEqualTo(State.PASSED);
        assertThat(result.output()).hasSizeLessThan(64 << 10);
    }

    @Test
    void aRegularExpressionThatWouldTakeForEverIsEnded() throws Exception {
        assertThat(get(
                                "http://web/as",
                                new Expectation(
                                        OptionalInt.empty(), List.of(), List.of("^(a|a)*$"), Map.of(), Map.of()))
                        .message())
                .contains("to tell");
    }

    @Test
    void itIsTriedAgainUntilItPassesWithinItsTime() throws Exception {
        var test = new PlannedTest.Http(
                "t",
                new Request("GET", "http://web/later", Map.of(), Optional.empty(), false),
                expect(),
                Duration.ofSeconds(20));
        assertThat(result(test).state()).isEqualTo(State.PASSED);
        assertThat(requests).hasValue(4);
    }

    @Test
    void whenItsTimeIsOverTheLastAttemptCounts() throws Exception {
        var result = result(new PlannedTest.Tcp("t", "dead", 80, Duration.ofMillis(300)));
        assertThat(result.message())
                .matches("expected dead:80 to accept a connection: Connection refused \\(after \\d+ attempts within 300"
                        + " ms\\)");
    }

    @Test
    void commandsAreComparedByExitCodeAndOutput() throws Exception {
        engine.executions.add(new Environment.Executed(Optional.of(3), "first\nlast line\n"));
        assertThat(result(new PlannedTest.Exec(
                                "t",
                                "web",
                                List.of("check", "it"),
                                new ExecExpectation(0, List.of(), List.of()),
                                Duration.ZERO))
                        .message())
                .isEqualTo("expected 'check it' in web to exit with 0, it exited with 3 saying 'last line'");
        assertThat(result(new PlannedTest.Exec(
                                "t",
                                "web",
                                List.of("check"),
                                new ExecExpectation(3, List.of("second"), List.of()),
                                Duration.ZERO))
                        .message())
                .isEqualTo("expected the output of 'check' to contain 'second', it is 'first last line'");
        engine.executions.clear();
        engine.executions.add(new Environment.Executed(Optional.empty(), ""));
        assertThat(result(new PlannedTest.Exec(
                                "t",
                                "web",
                                List.of("check"),
                                new ExecExpectation(0, List.of(), List.of()),
                                Duration.ofSeconds(1)))
                        .message())
                .startsWith("'check' in web did not end within ");
    }

    private static PlannedTest.Http get(String name, String url) {
        return new PlannedTest.Http(
                name, new Request("GET", url, Map.of(), Optional.empty(), true), expect(), Duration.ZERO);
    }

    @Test
    void whatPassesWhenItIsTriedAgainIsFlakyAndKeepsBothOutputs() throws Exception {
        var results = new ArrayList<TestResult>();
        var outcome = new Accept(engine.upAlready(), Narrator.SILENT, results::add)
                .run(List.of(new Suite(
                        "sample",
                        Map.of(),
                        List.of(get("unsteady", "http://web/second"), get("steady", "http://web/")))));
        assertThat(outcome).isEqualTo(new Outcome.Held<>(2));
        assertThat(results)
                .extracting(TestResult::name, TestResult::state)
                .containsExactly(tuple("steady", State.PASSED), tuple("unsteady", State.FLAKY));
        assertThat(results.getLast().message()).startsWith("GET http://web/second: got status 500");
        assertThat(results.getLast().output()).startsWith("HTTP 500").contains("count 1");
        assertThat(results.getLast().retry()).startsWith("HTTP 200").contains("count 3");
    }

    @Test
    void nothingIsTriedAgainOnceAServiceHasFallenOrWhereTooMuchFailed() throws Exception {
        engine.fallen = List.of(new Incident("web", false, "web exited with code 1"));
        new Accept(engine.upAlready(), Narrator.SILENT, _ -> {})
                .run(List.of(new Suite("sample", Map.of(), List.of(get("t", "http://web/fail")))));
        assertThat(requests).hasValue(1);
        engine.fallen = List.of();
        var many = java.util.stream.IntStream.range(0, 11)
                .<PlannedTest>mapToObj(number -> get("t" + number, "http://web/fail"))
                .toList();
        new Accept(engine.upAlready(), Narrator.SILENT, _ -> {}).run(List.of(new Suite("sample", Map.of(), many)));
        assertThat(requests).hasValue(12);
    }

    @Test
    void whatHappensToAServiceWhileTestsPassIsRedAndWhatItsManifestExpectsIsNoted() throws Exception {
        engine.fallen = List.of(new Incident("worker", true, "worker exited with code 0, as its manifest expects,"));
        engine.incidents = _ -> List.of(
                new Incident("web", false, "web was not healthy for a while: its healthcheck false exits 1"),
                new Incident("worker", true, "worker ended and was started again"));
        var accept = new Accept(engine.upAlready(), Narrator.SILENT, _ -> {});
        assertThat(accept.run(List.of(new Suite("sample", Map.of(), List.of(get("t", "http://web/second"))))))
                .isEqualTo(new Outcome.Broke<Integer>(
                        List.of("web was not healthy for a while: its healthcheck false exits 1")));
        assertThat(requests)
                .as("it was tried again: nothing is down that should not be")
                .hasValue(2);
        assertThat(accept.excused())
                .containsExactly(
                        "worker exited with code 0, as its manifest expects, while the tests ran",
                        "worker ended and was started again");
    }

    @Test
    void whereTimeWasMissingItIsSaidWhoWasHeldByALimit() throws Exception {
        engine.held = List.of("web was held to its cpu limit of 1 for 87 % of its time");
        var late = new Accept(engine.upAlready(), Narrator.SILENT, _ -> {})
                .run(List.of(new Suite(
                        "sample", Map.of(), List.of(new PlannedTest.Tcp("t", "dead", 80, Duration.ofMillis(50))))));
        assertThat(((Outcome.Broke<Integer>) late).reasons()).hasSize(2).last().isEqualTo(engine.held.getFirst());
        var wrong = new Accept(engine.upAlready(), Narrator.SILENT, _ -> {})
                .run(List.of(new Suite("sample", Map.of(), List.of(get("t", "http://web/fail")))));
        assertThat(((Outcome.Broke<Integer>) wrong).reasons()).hasSize(1);
    }

    @Test
    void noTestsAreRed() throws Exception {
        assertThat(new Accept(engine.upAlready(), Narrator.SILENT, _ -> {})
                        .run(List.of(new Suite("sample", Map.of(), List.of()))))
                .isEqualTo(new Outcome.Broke<Integer>(
                        List.of("no tests ran: the manifest has none; add one under tests")));
    }
}
