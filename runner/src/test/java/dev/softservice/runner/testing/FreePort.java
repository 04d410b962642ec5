package dev.softservice.runner.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** Finds a port of this machine that nothing listens on. Another program may take it before the test does. */
public final class FreePort {
    private FreePort() {}

    public static int number() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as text, as parameters have it. */
    public static String text() {
        return Integer.toString(number());
    }
}
