package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.RunId;
import dev.softservice.server.web.HubForTests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventStreamTest extends OnAHub {
    @Test
    void aRunIsFollowedFromItsFirstEventToItsEnd() throws Exception {
        var run = finishedRun();
        var frames = frames(hub.get("/api/v1/runs/" + run + "/events").body());
        assertThat(frames)
                .extracting(frame -> frame.get("event"))
                .contains("step", "log", "test", "verdict")
                .endsWith("end");
        assertThat(frames)
                .extracting(frame -> Long.parseLong(frame.get("id")))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void whoReconnectsGetsExactlyTheRest() throws Exception {
        var run = finishedRun();
        var all = frames(hub.get("/api/v1/runs/" + run + "/events").body());
        for (var seen = 0; seen < all.size(); seen++) {
            var request = hub.request("/api/v1/runs/" + run + "/events")
                    .header("Last-Event-ID", all.get(seen).get("id"));
            assertThat(frames(hub.send(request).body()))
                    .isEqualTo(seen == all.size() - 1 ? List.of(all.getLast()) : all.subList(seen + 1, all.size()));
        }
        var reply = hub.send(hub.request("/api/v1/runs/" + run + "/events").header("Last-Event-ID", "7; drop"));
        assertThat(reply.statusCode()).isEqualTo(422);
    }

    @Test
    void anEventArrivesWhileTheRunGoesOn() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"));
        hub.engine.held.take();
        try (var follower = new Follower(hub.newestRun(wiki).id())) {
            follower.until("ready to serve");
            hub.engine.go("and now live");
            follower.until("and now live");
            follower.until("event: end");
        }
    }

    @Test
    void oneClientHoldsOnlySoManyStreams() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"));
        hub.engine.held.take();
        var run = hub.newestRun(wiki).id();
        var followers = new ArrayList<Follower>();
        try {
            for (var i = 0; i < EventStreams.A_CLIENT; i++) {
                followers.add(new Follower(run));
                followers.getLast().until("ready to serve");
            }
            var refused = hub.get("/api/v1/runs/" + run + "/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            // Somebody who is signed in has room of their own, also behind the same address.
            followers.add(new Follower(run, "Authorization: Bearer " + HubForTests.ADMIN_TOKEN + "\r\n"));
            followers.getLast().until("ready to serve");
        } finally {
            for (var follower : followers) follower.close();
        }
        hub.engine.go("done");
        hub.settle();
        assertThat(hub.get("/api/v1/runs/" + run + "/events").statusCode()).isEqualTo(200);
    }

    @Test
    void theHubStopsAlthoughSomebodyListens() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"));
        hub.engine.held.take();
        try (var follower = new Follower(hub.newestRun(wiki).id())) {
            follower.until("ready to serve");
            var began = System.nanoTime();
            hub.close();
            assertThat((System.nanoTime() - began) / 1_000_000_000).isLessThan(30);
        }
        hub = new HubForTests(data());
    }

    private RunId finishedRun() throws InterruptedException {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "fails\nno"));
        hub.settle();
        return hub.newestRun(wiki).id();
    }

    private static List<Map<String, String>> frames(String body) {
        var frames = new ArrayList<Map<String, String>>();
        for (var block : body.split("\n\n")) {
            if (!block.startsWith("id: ")) continue;
            var fields = new java.util.HashMap<String, String>();
            block.lines()
                    .forEach(line ->
                            fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
            frames.add(fields);
        }
        return frames;
    }

    private final class Follower implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;

        Follower(RunId run) throws IOException {
            this(run, "");
        }

        Follower(RunId run, String header) throws IOException {
            socket = new Socket("127.0.0.1", hub.port);
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write(("GET /api/v1/runs/" + run + "/events HTTP/1.1\r\nHost: h\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void until(String text) throws IOException {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains(text)) return;
            }
            throw new AssertionError("the stream ended before: " + text);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
