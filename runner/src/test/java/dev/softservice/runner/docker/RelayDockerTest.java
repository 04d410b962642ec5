package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.warm.Slot;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is reached over TCP counts as far away, so its containers' addresses are not dialled. */
@NeedsEngine
class RelayDockerTest {
    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    @TempDir
    Path folder;

    private final String id = "f" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void needsASocket() {
        Needs.that(Files.exists(SOCKET), "an engine that listens at " + SOCKET + " is needed");
    }

    @Test
    void aDistroIsTestedThroughARelayWhereItsAddressesCanNotBeDialled() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("""
            - name: a page can be saved
              http: {post: "http://web/", body: "hello from afar", expect: {contains: hello from afar}}
            - name: and read
              http: {get: "http://web/", expect: {contains: [hello from afar, host=web]}}
            - name: what does not listen does not answer
              http: {get: "http://web:81/", expect: {status: 200}}
            """);
        try (var far = new FarEngine();
                var engine = DockerEngine.at("tcp://127.0.0.1:" + far.port())) {
            var recording = new Recording();
            var verdict = new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
            assertThat(((Verdict.Failed) verdict).reasons())
                    .containsExactly(
                            "test 'what does not listen does not answer' failed: GET http://web:81/ got no answer: the"
                                    + " connection was closed without an answer");
        }
        RemovalDockerTest.assertNothingLeft(id);
    }

    /** The relay is nobody's place in a prepared network: it comes to it, and leaves nothing of itself behind for the next run. */
    @Test
    void aPreparedNetworkIsReachedThroughARelayAndUsedAgain() throws Exception {
        var distro = DistroFolder.at(folder)
                .twoServices(WarmNetworksDockerTest.TELL
                        + "- {name: page, http: {get: \"http://web/\", expect: {contains: host=web}}}\n");
        try (var far = new FarEngine();
                var engine = DockerEngine.at("tcp://127.0.0.1:" + far.port())) {
            var slots = new HashSet<Slot>();
            for (var run : List.of(id + "-1", id + "-2")) {
                var recording = new Recording();
                var verdict = new Runner(engine, Clock.systemUTC())
                        .run(distro.request(run).withDomain("one"), recording);
                assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
                assertThat(recording.log()).contains("prepared=0");
                slots.addAll(WarmNetworksDockerTest.settled(engine));
            }
            assertThat(slots).hasSize(1);
        }
    }

    /** Passes TCP connections on to the engine's socket. */
    private static final class FarEngine implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        FarEngine() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        var socket = listener.accept();
                        var channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET));
                        Thread.ofVirtual()
                                .start(() -> copy(
                                        stream(socket),
                                        Channels.newOutputStream(channel),
                                        () -> channel.shutdownOutput()));
                        Thread.ofVirtual()
                                .start(() -> copy(
                                        Channels.newInputStream(channel), out(socket), () -> socket.shutdownOutput()));
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

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
