package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connects to every published endpoint through the machine's port, as users of an installation do. A service may work
 * for its neighbours and not for them, for example if it listens on one address of its container only.
 */
public final class PublishedPorts {
    /** An engine takes a connection whether or not somebody listens behind it, and closes it at once where nobody does. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private PublishedPorts() {}

    /**
     * What was found.
     *
     * @param broken   one sentence for each endpoint that does not answer as published
     * @param notShown one note for each that nobody could ask
     */
    public record Found(List<String> broken, List<String> notShown) {
        public Found {
            broken = List.copyOf(broken);
            notShown = List.copyOf(notShown);
        }
    }

    /** Where the plan is {@link dev.softservice.runner.plan.Opened}. */
    public static Found ask(Environment environment, List<Promise> promises) throws InterruptedException {
        return ask(environment, promises, Promises.PATIENCE, AT_ONCE);
    }

    /** {@code atOnce}: how long a connection has to stay open. */
    static Found ask(Environment environment, List<Promise> promises, Duration patience, Duration atOnce)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        var broken = new ArrayList<String>();
        var unseen = new ArrayList<Promise>();
        for (var promise : promises) {
            if (!promise.published()) continue;
            try {
                var at = environment.published(promise.at().host(), promise.at().port());
                if (at.isEmpty()) unseen.add(promise);
                else broken(at.get(), promise, deadline, atOnce).ifPresent(why -> broken.add(sentence(promise, why)));
            } catch (IOException e) {
                broken.add(sentence(promise, EnvironmentHttp.told(e)));
            }
        }
        return new Found(broken, notShown(unseen));
    }

    /** Why none of the published ones was asked: what the engine publishes is not to be reached from here. */
    public static List<String> notShown(List<Promise> promises) {
        return promises.stream()
                .filter(Promise::published)
                .map(promise -> "not shown here: " + promise.name()
                        + " (whether its published port answers; this engine's loopback is not this machine's)")
                .toList();
    }

    private static String sentence(Promise promise, String why) {
        return promise.name() + " " + promise.at().host() + ":" + promise.at().port()
                + " as published on this machine: " + why + "; let "
                + promise.at().host()
                + " listen on 0.0.0.0, all addresses of its container, and answer every client";
    }

    /** Empty as soon as it answers, at the latest once it has had its time. */
    private static Optional<String> broken(InetSocketAddress at, Promise promise, long deadline, Duration atOnce)
            throws InterruptedException {
        while (true) {
            var why = promise.http() ? FirstAnswer.missing(at, "localhost:" + at.getPort()) : closed(at, atOnce);
            if (why.isEmpty() || System.nanoTime() >= deadline) return why;
            Thread.sleep(PAUSE);
        }
    }

    private static Optional<String> closed(InetSocketAddress at, Duration atOnce) throws InterruptedException {
        try (var socket = new Socket()) {
            socket.connect(at, Math.toIntExact(CONNECTING.toMillis()));
            socket.setSoTimeout(Math.toIntExact(atOnce.toMillis()));
            return socket.getInputStream().read() < 0
                    ? Optional.of("the connection is closed at once")
                    : Optional.empty();
        } catch (SocketTimeoutException _) {
            // It waits for its client to speak, or nobody took the connection.
            return Optional.empty();
        } catch (IOException e) {
            if (Thread.interrupted()) throw new InterruptedException();
            return Optional.of("the connection fails: " + EnvironmentHttp.told(e));
        }
    }
}
