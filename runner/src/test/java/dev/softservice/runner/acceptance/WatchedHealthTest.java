package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.plan.Plan.Endpoint;
import dev.softservice.runner.plan.Plan.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is promised answers, and what was healthy still is when the tests are through. */
class WatchedHealthTest {
    private final FakeEngine engine = new FakeEngine();

    @Test
    void everyEndpointThatIsPromisedAcceptsConnections() throws Exception {
        engine.deaf = Set.of("web:8080");
        var promises = List.of(
                new Promise("provides.sql", new Endpoint("web", 8080), false, false),
                new Promise("provides.admin", new Endpoint("web", 9000), false, false));
        assertThat(Promises.broken(engine.upAlready(), promises, Duration.ZERO))
                .containsExactly("provides.sql web:8080: nothing accepts connections");
        engine.deaf = Set.of();
        assertThat(Promises.broken(engine.upAlready(), promises)).isEmpty();
    }

    @Test
    void whatIsPromisedAsHttpAnswersAsHttp() throws Exception {
        var answers = new ArrayDeque<>(List.of("HTTP/1.1 500 Oops\r\n\r\n", "220 mail ESMTP\r\n", ""));
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                while (!answers.isEmpty())
                    try (var client = server.accept()) {
                        var request = new BufferedReader(
                                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                        for (var line = request.readLine(); !line.isEmpty(); ) line = request.readLine();
                        client.getOutputStream().write(answers.pop().getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
            });
            engine.addresses.put("web:80", new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            var environment = engine.upAlready();
            var promise = List.of(new Promise("provides.http", new Endpoint("web", 80), true, false));
            assertThat(Promises.broken(environment, promise, Duration.ZERO)).isEmpty();
            assertThat(Promises.broken(environment, promise, Duration.ZERO))
                    .containsExactly("provides.http web:80: it is promised as HTTP, and what answers GET / is something"
                            + " else");
            assertThat(Promises.broken(environment, promise, Duration.ZERO))
                    .containsExactly(
                            "provides.http web:80: it is promised as HTTP, and GET / is closed without an" + " answer");
        }
    }

    @Test
    void whatEndedOrTurnedAfterItWasHealthyIsRed() throws Exception {
        engine.fallen = List.of(new Incident("db", false, "db exited with code 1"));
        engine.incidents = _ -> List.of(
                new Incident("web", false, "web ended and was started again after it was healthy"),
                new Incident("api", false, "api is not healthy any more: its healthcheck false exits 1"));
        var notes = new ArrayList<String>();
        assertThat(new Watch(engine.upAlready(), notes::add).late())
                .containsExactly(
                        "db exited with code 1 after the last test",
                        "web ended and was started again after it was healthy",
                        "api is not healthy any more: its healthcheck false exits 1");
        assertThat(notes).isEmpty();
    }

    @Test
    void whatIsExcusedIsNotedAndNothingElseIs() throws Exception {
        engine.fallen = List.of(new Incident("web", true, "web exited with code 0, as its manifest expects,"));
        engine.incidents = _ -> List.of(
                new Incident("web", true, "web ended and was started again, as its manifest expects"),
                new Incident("web", false, "web is not healthy any more"));
        var notes = new ArrayList<String>();
        var watch = new Watch(engine.upAlready(), notes::add);
        assertThat(watch.late()).containsExactly("web is not healthy any more");
        assertThat(watch.isDown()).isFalse();
        assertThat(notes)
                .containsExactly(
                        "web exited with code 0, as its manifest expects, after the last test",
                        "web ended and was started again, as its manifest expects");
    }
}
