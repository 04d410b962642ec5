package dev.softservice.runner.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Passes TCP connections on to the engine's socket. */
final class FarEngine implements AutoCloseable {
    static final Path SOCKET = Path.of("/var/run/docker.sock");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    FarEngine() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    var channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET));
                    Thread.ofVirtual()
                            .start(() -> copy(
                                    stream(socket), Channels.newOutputStream(channel), () -> channel.shutdownOutput()));
                    Thread.ofVirtual()
                            .start(() ->
                                    copy(Channels.newInputStream(channel), out(socket), () -> socket.shutdownOutput()));
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    private interface End {
        void run() throws IOException;
    }

    private static InputStream stream(Socket socket) {
        try {
            return socket.getInputStream();
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
    }

    private static OutputStream out(Socket socket) {
        try {
            return socket.getOutputStream();
        } catch (IOException e) {
            return OutputStream.nullOutputStream();
        }
    }

    private static void copy(InputStream in, OutputStream out, End end) {
        try {
            in.transferTo(out);
        } catch (IOException _) {
            // The other side went away.
        }
        try {
            end.run();
        } catch (IOException _) {
            // Closed already.
        }
    }

    String host() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
