package dev.softservice.runner.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** A listener of this process that answers every client, and before anything is asked. It ends with the process. */
final class Greeter {
    static final InetSocketAddress AT = listen();
    private static final int PATIENCE = 2_000;

    private Greeter() {}

    private static InetSocketAddress listen() {
        try {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> greet(server));
            return (InetSocketAddress) server.getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void greet(ServerSocket server) {
        while (true)
            try (var client = server.accept()) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                // What is closed with a question unread may take its answer back.
                client.shutdownOutput();
                client.setSoTimeout(PATIENCE);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // Who has seen enough hangs up.
            }
    }
}
