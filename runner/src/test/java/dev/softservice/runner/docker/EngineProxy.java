package dev.softservice.runner.docker;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands before the real engine and, when told to, dies like an engine that was killed or goes silent like one that hangs. */
public final class EngineProxy implements AutoCloseable {
    private static final String REFUSAL = "HTTP/1.1 400 Bad Request\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: 27\r\n"
            + "Connection: close\r\n\r\n"
            + "{\"message\":\"not with this\"}";

    private final UnixDomainSocketAddress engine =
            UnixDomainSocketAddress.of(DefaultDockerClientConfig.createDefaultConfigBuilder()
                    .build()
                    .getDockerHost()
                    .getPath());
    private final UnixDomainSocketAddress address;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile String refused = "";
    private boolean stalled;
    private boolean cut;

    public EngineProxy(Path folder) throws IOException {
        address = UnixDomainSocketAddress.of(folder.resolve("engine.sock"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        Thread.ofVirtual().start(this::accept);
    }

    public String host() {
        return "unix://" + address.getPath();
    }

    /** From now on connections break, those that are open too. */
    public void cut() {
        change(() -> cut = true);
        open.forEach(EngineProxy::shut);
    }

    /** From now on it answers again, as an engine that was started anew. */
    public void mend() {
        change(() -> cut = false);
    }

    /** From now on nothing comes through, and nothing ends. */
    public void stall() {
        change(() -> stalled = true);
    }

    /** From now on the engine refuses every request that holds this. */
    void refuse(String text) {
        refused = text;
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                open.add(near);
                if (isCut()) {
                    shut(near);
                    continue;
                }
                var far = SocketChannel.open(engine);
                open.add(far);
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    private void pass(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(buffer.clear()) >= 0) {
                passage();
                buffer.flip();
                if (isRefused(buffer)) {
                    from.write(StandardCharsets.US_ASCII.encode(REFUSAL));
                    throw new IOException("refused");
                }
                while (buffer.hasRemaining()) to.write(buffer);
            }
            passage();
            to.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            shut(from);
            shut(to);
        }
    }

    private boolean isRefused(ByteBuffer request) {
        return !refused.isEmpty()
                && StandardCharsets.ISO_8859_1
                        .decode(request.duplicate())
                        .toString()
                        .contains(refused);
    }

    private void passage() throws InterruptedException {
        lock.lock();
        try {
            while (stalled) changed.await();
        } finally {
            lock.unlock();
        }
    }

    private static void shut(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        change(() -> stalled = false);
        server.close();
    }
}
