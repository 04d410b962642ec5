package dev.softservice.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine under test, and small environments on it. */
abstract class EngineBench {
    static final Duration SOON = Duration.ofSeconds(30);
    static final String LISTEN =
            "use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 5000, Listen => 8, ReuseAddr => 1) or"
                    + " die; $| = 1; print qq(store ready\\n"
                    + "); while (my $c = $s->accept) { print $c qq(hello\\n"
                    + "); close $c }";

    @TempDir
    Path folder;

    final String id = "e" + UUID.randomUUID().toString().substring(0, 8);
    final String hub = "contract-" + id;
    final EnvironmentScope scope = new EnvironmentScope.Run(hub, id, false);
    final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    final Narrator narrator = new Narrator() {
        @Override
        public void output(String source, LogLine.Stream stream, byte[] chunk) {
            if (chunk.length > 0) heard.add(source + " " + stream + " " + new String(chunk, StandardCharsets.UTF_8));
        }

        @Override
        public void progress(Progress what) {}
    };

    /** The engine under test, which answers. It is shared by all tests, and closed by the class that opened it. */
    protected abstract Engine engine();

    @AfterEach
    void nothingIsLeft() {
        engine().sweep(hub, Set::of);
        assertThat(engine().sweep(hub, Set::of)).as("left of " + hub).isZero();
    }

    Member member(String name, String... command) {
        return new Member(scope, name, command);
    }

    Member idle(String name) {
        return member(name, "sleep", "infinity");
    }

    static EnvironmentPlan plan(EnvironmentScope scope, Member... members) {
        return new EnvironmentPlan(
                scope,
                List.of(new NetworkPlan(scope.nameOf(Member.NETWORK), Route.NONE)),
                List.of(scope.nameOf("data")),
                Stream.of(members).map(Member::planned).toList(),
                Limits.DEFAULT);
    }

    Environment open(Member... members) {
        return engine().create(plan(scope, members));
    }

    Environment up(Member... members) throws InterruptedException {
        var environment = open(members);
        assertThat(environment.up(narrator)).isEqualTo(new Healthy());
        return environment;
    }

    static String said(Executed executed) {
        assertThat(executed.exit()).as(executed.output()).contains(0);
        return executed.output().strip();
    }

    /** What comes before the connection ends; nothing where it is refused. */
    static String greeting(InetSocketAddress at) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(at, Math.toIntExact(SOON.toMillis()));
            socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException _) {
            return "";
        }
    }
}
