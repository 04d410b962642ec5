package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.softservice.manifest.model.Service.Ulimit;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Exec;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.EngineSetup;
import dev.softservice.runner.files.Bundled;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections into an environment whose addresses this process can't dial: a listener on the loopback here, and for each connection a
 * command in a helper container there that passes the bytes on. The helper is a container of the environment like any other.
 */
final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    /** It ends when the service does; the end of what the client has to say reaches the service as that, and the way back stays open. */
    private static final String PASS = Bundled.text(Relay.class, "relay.pl");

    private static final String LOOK = "exec 3<>/dev/tcp/$0/$1";
    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(5);
    private static final int LOOK_OUTPUT = 1 << 10;

    private final Services services;
    private final EnvironmentPlan plan;
    private final Containers containers;
    private final Exec exec;
    private final Maker maker;
    private final Map<String, ServerSocket> listeners = new HashMap<>();
    private Optional<String> helper = Optional.empty();

    Relay(Services services, EnvironmentPlan plan, Containers containers, Exec exec, Maker maker) {
        this.services = services;
        this.plan = plan;
        this.containers = containers;
        this.exec = exec;
        this.maker = maker;
    }

    synchronized InetSocketAddress to(String address, int port) throws IOException, InterruptedException {
        var key = address + ":" + port;
        if (!listeners.containsKey(key)) {
            var container = helper();
            var listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            listeners.put(key, listener);
            Thread.ofVirtual().name("relay " + key).start(() -> accept(listener, container, address, port));
        }
        return (InetSocketAddress) listeners.get(key).getLocalSocketAddress();
    }

    /** Whether somebody listens behind an address that {@link #to} gave: it takes every connection itself. Empty: it is none of those. */
    Optional<Boolean> answers(InetSocketAddress given) throws IOException, InterruptedException {
        Optional<String> behind;
        synchronized (this) {
            behind = listeners.entrySet().stream()
                    .filter(listener -> given.equals(listener.getValue().getLocalSocketAddress()))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
        if (behind.isEmpty()) return Optional.empty();
        int colon = behind.get().lastIndexOf(':');
        var looked = exec.run(
                helper(),
                List.of(
                        "bash",
                        "-c",
                        LOOK,
                        behind.get().substring(0, colon),
                        behind.get().substring(colon + 1)),
                LOOK_PATIENCE,
                LOOK_OUTPUT);
        return Optional.of(looked.exit().filter(code -> code == 0).isPresent());
    }

    private void accept(ServerSocket listener, String container, String address, int port) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> pass(socket, container, address, port));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pass(Socket socket, String container, String address, int port) {
        try (socket) {
            var client = services.link().client();
            var command = client.execCreateCmd(container)
                    .withAttachStdin(true)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd("perl", "-e", PASS, address, Integer.toString(port))
                    .exec();
            try (var callback = client.execStartCmd(command.getId())
                    .withStdIn(new Pieces(socket.getInputStream()))
                    .exec(new Back(socket.getOutputStream()))) {
                callback.awaitCompletion();
            }
            socket.shutdownOutput();
        } catch (IOException | RuntimeException _) {
            // The connection ends, which is what its client gets to see of a service that is not there.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String helper() throws IOException, InterruptedException {
        if (helper.isPresent()) return helper.get();
        var image = services.images()
                .find(EngineSetup.BASE_IMAGE)
                .orElseThrow(() ->
                        new EngineException("this engine's containers can't be reached from here without the image "
                                + EngineSetup.BASE_IMAGE + ": pull it"));
        var scope = plan.scope();
        var container = new ContainerPlan(
                "relay",
                scope.nameOf("relay"),
                new ImagePlan.Pulled(EngineSetup.BASE_IMAGE),
                new ContainerPlan.Process(
                        Optional.empty(),
                        Optional.of(List.of("sleep", "infinity")),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        "relay",
                        true,
                        true,
                        Optional.empty(),
                        Duration.ZERO),
                ContainerPlan.Files.NONE,
                new ContainerPlan.Confinement(128L << 20, 1, 256, 1 << 20, List.of(), Map.<String, Ulimit>of()),
                new ContainerPlan.Connections(
                        plan.networks().stream()
                                .map(EnvironmentPlan.NetworkPlan::name)
                                .toList(),
                        List.of("relay"),
                        Map.of(),
                        List.of(),
                        List.of()),
                Map.of(),
                Optional.empty(),
                ContainerPlan.Restart.NO,
                scope.labels("relay"));
        try {
            var id = maker.make(container, image);
            containers.start(container, id);
            helper = Optional.of(id);
            return id;
        } catch (Containers.Unstartable e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        for (var listener : listeners.values()) {
            try {
                listener.close();
            } catch (IOException _) {
                // It listens no more either way.
            }
        }
        listeners.clear();
    }

    /** What comes back from the service. */
    private static final class Back extends ResultCallback.Adapter<Frame> {
        private final OutputStream out;

        Back(OutputStream out) {
            this.out = out;
        }

        @Override
        public void onNext(Frame frame) {
            if (frame.getStreamType() != StreamType.STDOUT || frame.getPayload() == null) return;
            try {
                out.write(frame.getPayload());
                out.flush();
            } catch (IOException e) {
                onError(e);
            }
        }
    }

    /**
     * What the client says, in pieces that begin with their length; one without any is the end, which the engine's own stream does not pass on. A connection that breaks off is one that
     * ends; the library would report it on a thread of its own.
     */
    private static final class Pieces extends InputStream {
        private final InputStream in;
        private boolean ended;

        Pieces(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            // On the library's own thread for this stream: of a service that has ended nobody else need hear.
            Thread.currentThread()
                    .setUncaughtExceptionHandler(
                            (_, gone) -> LOG.debug("a relayed connection ends: {}", gone.getMessage()));
            if (ended) return -1;
            int size = said(buffer, offset + Integer.BYTES, length - Integer.BYTES);
            ended = size <= 0;
            ByteBuffer.wrap(buffer, offset, Integer.BYTES).putInt(Math.max(0, size));
            return Integer.BYTES + Math.max(0, size);
        }

        private int said(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException _) {
                return -1;
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read in blocks");
        }
    }
}
