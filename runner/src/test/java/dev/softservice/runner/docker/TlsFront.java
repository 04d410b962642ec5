package dev.softservice.runner.docker;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Stands before the real engine on a port of this machine, with TLS as an engine elsewhere would have it, asking who is there; or without. */
final class TlsFront implements AutoCloseable {
    private final UnixDomainSocketAddress engine =
            UnixDomainSocketAddress.of(DefaultDockerClientConfig.createDefaultConfigBuilder()
                    .build()
                    .getDockerHost()
                    .getPath());
    private final ServerSocket server;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    private TlsFront(ServerSocketFactory sockets) throws IOException {
        server = sockets.createServerSocket(0, 64, InetAddress.getLoopbackAddress());
        if (server instanceof SSLServerSocket tls) tls.setNeedClientAuth(true);
        Thread.ofVirtual().start(this::accept);
    }

    static TlsFront with(SSLContext context) throws IOException {
        return new TlsFront(context.getServerSocketFactory());
    }

    static TlsFront plain() throws IOException {
        return new TlsFront(ServerSocketFactory.getDefault());
    }

    String host() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                open.add(near);
                Thread.ofVirtual().start(() -> serve(near));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket near) {
        try (near) {
            if (near instanceof SSLSocket tls) tls.startHandshake();
            try (var far = SocketChannel.open(engine)) {
                open.add(far);
                var back = Thread.ofVirtual().start(() -> copy(Channels.newInputStream(far), near));
                near.getInputStream().transferTo(Channels.newOutputStream(far));
                far.shutdownOutput();
                back.join();
            }
        } catch (IOException | InterruptedException _) {
            // The client has gone, or was not let in.
        }
    }

    private static void copy(InputStream from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var each : open) each.close();
    }
}
