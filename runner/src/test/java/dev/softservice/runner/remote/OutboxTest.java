package dev.softservice.runner.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.RunEvent;
import dev.softservice.runner.wire.WireJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told reaches the hub once and in order, whatever answers get lost on the way. */
class OutboxTest {
    private static final Messages.Lease LEASE =
            new Messages.Lease(7, 12, "r12-1", "a".repeat(40), 4, "http://127.0.0.1", "", false, List.of(), List.of());

    private final List<String> heard = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Stop stop = new Stop();
    private HttpServer server;
    private HubLink hub;
    private LeaseLink link;
    /** How many calls are answered with 503; below 0: all, until it is changed. */
    private int failing;
    /** How many answers get lost after the hub has kept what came. */
    private int lost;

    private boolean over;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/runner/v1/leases/7/events", this::answer);
        server.start();
        var address = server.getAddress();
        hub = new HubLink(URI.create("http://127.0.0.1:" + address.getPort()), Optional.of("secret"));
        link = new LeaseLink(hub, LEASE, stop, log::add);
    }

    @AfterEach
    void close() {
        hub.close();
        server.stop(0);
    }

    private synchronized void answer(HttpExchange call) throws IOException {
        var batch = WireJson.read(call.getRequestBody().readAllBytes(), Messages.Batch.class);
        if (over) {
            reply(call, 409, "{\"detail\":\"this lease is over\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return;
        }
        if (failing != 0) {
            failing--;
            reply(call, 503, new byte[] {'{', '}'});
            return;
        }
        batch.events().stream().skip(heard.size() - batch.first()).forEach(event -> {
            if (event instanceof RunEvent.Line line) heard.add(line.text());
        });
        if (lost > 0) {
            lost--;
            reply(call, 500, new byte[] {'{', '}'});
            return;
        }
        reply(call, 200, WireJson.write(new Messages.Heard(heard.size())));
    }

    private static void reply(HttpExchange call, int status, byte[] body) throws IOException {
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    private synchronized void set(Runnable change) {
        change.run();
    }

    private static void print(Outbox outbox, String text) {
        outbox.log(new LogLine(Instant.EPOCH, "web", LogLine.Stream.OUT, text));
    }

    @Test
    void whatTheHubDidNotTakeIsToldAgainInOrder() throws Exception {
        set(() -> failing = 2);
        var outbox = new Outbox(link, Clock.systemUTC());
        for (var text : List.of("one", "two", "three")) print(outbox, text);
        outbox.flush();
        assertThat(heard).containsExactly("one", "two", "three");
        assertThat(log).hasSize(2).last().isEqualTo("the hub answers again");
    }

    @Test
    void whatTheHubTookWithoutItsAnswerArrivingIsNotThereTwice() throws Exception {
        set(() -> lost = 2);
        var outbox = new Outbox(link, Clock.systemUTC());
        for (var text : List.of("one", "two", "three")) print(outbox, text);
        outbox.flush();
        assertThat(heard).containsExactly("one", "two", "three");
    }

    @Test
    void aHubThatIsGoneCostsNoMoreThanSoMuchAndTheRestIsCounted() throws Exception {
        set(() -> failing = -1);
        var outbox = new Outbox(link, Clock.systemUTC(), 100_000);
        for (int i = 0; i < 200; i++) print(outbox, "x".repeat(900));
        set(() -> failing = 0);
        outbox.flush();
        assertThat(heard).hasSizeBetween(50, 110);
        assertThat(heard.getLast())
                .endsWith("lines were dropped: the hub did not answer, and there was no more room for them");
    }

    @Test
    void aLeaseThatIsOverEndsTheRun() throws Exception {
        set(() -> over = true);
        var outbox = new Outbox(link, Clock.systemUTC());
        print(outbox, "one");
        outbox.flush();
        assertThat(stop.reason()).contains(LeaseLink.Why.LOST);
        assertThat(log).containsExactly(hub.hub() + ": this lease is over");
        assertThat(heard).isEmpty();
    }
}
