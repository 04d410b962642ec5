package dev.softservice.server.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.core.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@code softservice admin} reaches the hub that runs on this machine: a socket in the data folder, in a folder that its owner alone may
 * enter. Whoever may change the data itself may ask here, and nobody else. One line of JSON goes in, and one comes out.
 */
final class OperatorSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorSocket.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_LINE = 1 << 20;

    private final Path place;
    private final Optional<ServerSocketChannel> channel;

    private OperatorSocket(Path place, Optional<ServerSocketChannel> channel) {
        this.place = place;
        this.channel = channel;
    }

    private static Path at(Path data) {
        return data.toAbsolutePath().normalize().resolve("operator").resolve("socket");
    }

    /** Answers from now on. The data folder is held by the caller. Where the machine has no such sockets, nobody is answered. */
    static OperatorSocket open(Path data, UnaryOperator<JsonNode> answers) {
        var place = at(data);
        try {
            Files.createDirectories(place.getParent());
            Files.setPosixFilePermissions(place.getParent(), PosixFilePermissions.fromString("rwx------"));
            Files.deleteIfExists(place);
            var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(place));
            Thread.ofVirtual().name("operator-socket").start(() -> accept(channel, answers));
            return new OperatorSocket(place, Optional.of(channel));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unavailable) {
            LOG.warn("softservice admin cannot reach this hub while it runs: {}", unavailable.getMessage());
            return new OperatorSocket(place, Optional.empty());
        }
    }

    private static void accept(ServerSocketChannel channel, UnaryOperator<JsonNode> answers) {
        while (channel.isOpen()) {
            try {
                var asking = channel.accept();
                Thread.ofVirtual().name("operator").start(() -> answer(asking, answers));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                LOG.warn("the operator's socket", failed);
            }
        }
    }

    private static void answer(SocketChannel asking, UnaryOperator<JsonNode> answers) {
        try (asking) {
            write(asking, answers.apply(JSON.readTree(line(asking))));
        } catch (JsonProcessingException malformed) {
            LOG.warn("what came over the operator's socket is no JSON");
        } catch (IOException gone) {
            LOG.debug("the operator's command is gone", gone);
        }
    }

    /** What the hub that uses this data folder answers; empty where none can be reached. */
    static Optional<JsonNode> ask(Path data, JsonNode question) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connected(channel, at(data))) return Optional.empty();
            write(channel, question);
            var answer = line(channel);
            if (answer.isEmpty())
                throw Refusal.conflict("the hub ended before the import was done; start it, and import the same again");
            return Optional.of(JSON.readTree(answer));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean connected(SocketChannel channel, Path place) {
        try {
            return channel.connect(UnixDomainSocketAddress.of(place));
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        }
    }

    private static void write(SocketChannel channel, JsonNode json) throws IOException {
        var bytes = ByteBuffer.wrap((JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** Up to the end of the line, or of what comes. */
    private static String line(SocketChannel channel) throws IOException {
        var line = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(8 << 10);
        while (line.size() <= LONGEST_LINE && channel.read(buffer) >= 0) {
            line.write(buffer.array(), 0, buffer.position());
            boolean whole = buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n';
            buffer.clear();
            if (whole) return line.toString(StandardCharsets.UTF_8).strip();
        }
        return "";
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) channel.get().close();
            Files.deleteIfExists(place);
        } catch (IOException broken) {
            LOG.debug("closing the operator's socket", broken);
        }
    }
}
