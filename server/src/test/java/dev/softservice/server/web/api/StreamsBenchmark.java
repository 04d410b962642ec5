package dev.softservice.server.web.api;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.testing.Soon;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What live streams cost the hub's processors while nothing happens: a hub in a process of its own, with one run that waits, and
 * many who follow it. See docs/benchmarks.md.
 */
final class StreamsBenchmark {
    private static final int STREAMS = Integer.getInteger("bench.streams", 1_000);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);

    @TempDir
    Path folder;

    private final List<Socket> streams = new ArrayList<>();

    @Test
    void aThousandIdleStreams() throws Exception {
        var hub = new ProcessBuilder(OtherProcess.command(List.of("-Xmx256m"), Serving.class, folder.toString()))
                .inheritIO()
                .start();
        try {
            Soon.await(() -> Files.exists(folder.resolve("serving")));
            var serving = Files.readString(folder.resolve("serving")).split(" ");
            measure("no stream", hub.toHandle());
            for (int i = 0; i < STREAMS; i++) streams.add(follow(Integer.parseInt(serving[0]), serving[1], i));
            measure("%,d idle streams".formatted(STREAMS), hub.toHandle());
        } finally {
            for (var stream : streams) stream.close();
            hub.destroy();
            hub.waitFor();
        }
    }

    /** So many for each address: the hub lets no address have more. */
    private static Socket follow(int port, String run, int number) throws IOException {
        var from = InetAddress.ofLiteral("127.0.1." + (1 + number / EventStreams.A_CLIENT));
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port, from, 0);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET /api/v1/runs/" + run + "/events HTTP/1.1\r\nHost: h\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var said = new StringBuilder();
        while (said.indexOf("ready to serve") < 0) {
            var bytes = new byte[4096];
            int count = socket.getInputStream().read(bytes);
            if (count < 0) throw new IOException("the stream ended: " + said);
            said.append(new String(bytes, 0, count, StandardCharsets.US_ASCII));
        }
        return socket;
    }

    private static void measure(String what, ProcessHandle hub) throws InterruptedException {
        // What a start or many new connections set going has come to its end.
        TimeUnit.SECONDS.sleep(Math.min(SECONDS, 15));
        long before = cpu(hub);
        TimeUnit.SECONDS.sleep(SECONDS);
        System.out.printf(Locale.ROOT, "%s: %.2f %% of a core%n", what, (cpu(hub) - before) / 10.0 / SECONDS);
    }

    private static long cpu(ProcessHandle hub) {
        return hub.info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** The hub. Writes its port and the run's id to the folder's file "serving". */
    static final class Serving {
        private Serving() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            var folder = Path.of(arguments[0]);
            var hub = new HubForTests(folder.resolve("hub"));
            var wiki = hub.repository("samples", "team-wiki");
            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"));
            hub.engine.held.take();
            var written = Files.writeString(
                    folder.resolve("serving.tmp"),
                    hub.port + " " + hub.newestRun(wiki).id());
            Files.move(written, folder.resolve("serving"), StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await();
        }
    }
}
