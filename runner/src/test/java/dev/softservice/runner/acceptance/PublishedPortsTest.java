package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.runner.acceptance.PublishedPorts.Found;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan.Endpoint;
import dev.softservice.runner.plan.Plan.Promise;
import dev.softservice.runner.plan.SmallContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine's port leads to, played by a listener of this process. */
class PublishedPortsTest {
    private static final Promise SQL = new Promise("provides.sql", new Endpoint("web", 5432), false, true);
    private static final Promise HTTP = new Promise("provides.http", new Endpoint("web", 80), true, true);
    private static final Promise INSIDE = new Promise("provides.metrics", new Endpoint("web", 9100), false, false);
    private static final String REMEDY =
            "; let web listen on 0.0.0.0, all addresses of its container, and answer every client";

    private final FakeEngine engine = new FakeEngine();
    /** Longer than any machine takes to close a connection. */
    private Duration atOnce = Duration.ofSeconds(30);

    private interface Conversation {
        void with(Socket client) throws IOException;
    }

    private Found asked(Promise promise, Conversation conversation) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                while (!server.isClosed())
                    try (var client = server.accept()) {
                        conversation.with(client);
                    } catch (IOException _) {
                        // The one who asks hangs up when it has seen enough.
                    }
            });
            engine.published.put(
                    promise.at().host() + ":" + promise.at().port(),
                    new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            return ask(promise);
        }
    }

    private Found ask(Promise promise) throws InterruptedException {
        var image = new ImagePlan.Pulled("debian");
        engine.provide(image, Limits.DEFAULT, "web", Map.of(), Narrator.SILENT);
        var environment = engine.create(new EnvironmentPlan(
                new EnvironmentScope.Run("hub", "1", false),
                List.of(),
                List.of(),
                List.of(web(image)),
                Limits.DEFAULT));
        environment.up(Narrator.SILENT);
        return PublishedPorts.ask(environment, List.of(promise, INSIDE), Duration.ZERO, atOnce);
    }

    private static ContainerPlan web(ImagePlan image) {
        var published = List.of(SQL, HTTP).stream()
                .map(promise -> new Publication("127.0.0.1", 0, promise.at().port(), Protocol.TCP))
                .toList();
        return SmallContainer.of("web")
                .with(image)
                .with(new Connections(List.of("n"), List.of("web"), Map.of(), List.of(), published));
    }

    @Test
    void aPortThatStaysOpenAnswersWhicheverSideSpeaksFirst() throws Exception {
        assertThat(asked(SQL, client -> client.getOutputStream().write('!')))
                .isEqualTo(new Found(List.of(), List.of()));
        atOnce = Duration.ofMillis(100);
        assertThat(asked(SQL, client -> client.getInputStream().read())).isEqualTo(new Found(List.of(), List.of()));
    }

    @Test
    void aConnectionThatIsClosedAtOnceLeadsNowhere() throws Exception {
        assertThat(asked(SQL, Socket::close).broken())
                .containsExactly("provides.sql web:5432 as published on this machine: the connection is closed at once"
                        + REMEDY);
    }

    @Test
    void aPortThatNobodyTookFails() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            engine.published.put("web:5432", new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        }
        assertThat(ask(SQL).broken())
                .containsExactly("provides.sql web:5432 as published on this machine: the connection fails: connection"
                        + " refused" + REMEDY);
    }

    private static void answerNotFound(Socket client) throws IOException {
        readQuestion(client);
        client.getOutputStream().write("HTTP/1.1 404 Not Found\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** What is closed with some of it left may take its answer back. */
    private static void readQuestion(Socket client) throws IOException {
        var question = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (var line = question.readLine(); !line.isEmpty(); ) line = question.readLine();
    }

    @Test
    void whatIsPromisedAsHttpIsAskedForAPage() throws Exception {
        assertThat(asked(HTTP, PublishedPortsTest::answerNotFound).broken()).isEmpty();
        assertThat(asked(HTTP, PublishedPortsTest::readQuestion).broken())
                .singleElement()
                .asString()
                .startsWith("provides.http web:80 as published on this machine: it is promised as HTTP, and GET / is"
                        + " closed without an answer");
    }

    @Test
    void whatCanNotBeReachedFromHereIsToldAsNotShown() throws Exception {
        var note = "not shown here: provides.sql (whether its published port answers; this engine's loopback is not"
                + " this machine's)";
        engine.elsewhere = true;
        assertThat(ask(SQL)).isEqualTo(new Found(List.of(), List.of(note)));
        assertThat(PublishedPorts.notShown(List.of(SQL, INSIDE))).containsExactly(note);
    }
}
