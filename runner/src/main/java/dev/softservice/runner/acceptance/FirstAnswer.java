package dev.softservice.runner.acceptance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What comes back from an endpoint that is promised to speak HTTP: anything that is HTTP will do, whatever its status. */
final class FirstAnswer {
    /** For the first page of a program, which may take long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final Duration LISTENING = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 1 << 20;
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    private FirstAnswer() {}

    /**
     * Why it is none; empty: it is one.
     *
     * @param host as the one who asks calls it
     */
    static Optional<String> missing(InetSocketAddress at, String host) throws InterruptedException {
        try (var socket = new Socket()) {
            socket.connect(at, Math.toIntExact(CONNECTING.toMillis()));
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host
                                    + "\r\nUser-Agent: softservice\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readNBytes(HTTP.length);
            if (Arrays.equals(answer, HTTP)) {
                listenOn(socket);
                return Optional.empty();
            }
            return Optional.of(
                    answer.length == 0
                            ? "it is promised as HTTP, and GET / is closed without an answer"
                            : "it is promised as HTTP, and what answers GET / is something else");
        } catch (SocketTimeoutException _) {
            return Optional.of("it is promised as HTTP, and GET / has no answer within " + PATIENCE.toSeconds() + " s");
        } catch (IOException e) {
            if (Thread.interrupted()) throw new InterruptedException();
            return Optional.of("it is promised as HTTP, and GET / fails: " + EnvironmentHttp.told(e));
        }
    }

    /** To the end of the answer, or nearly: a simple server does not survive somebody who hangs up. */
    private static void listenOn(Socket socket) throws IOException {
        socket.setSoTimeout(Math.toIntExact(LISTENING.toMillis()));
        try {
            socket.getInputStream().readNBytes(MOST_BYTES);
        } catch (SocketTimeoutException _) {
            // What goes on for longer is no page.
        }
    }
}
