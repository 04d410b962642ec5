package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Connects once. */
final class TcpProbe {
    private TcpProbe() {}

    static Probed connect(Environment environment, PlannedTest.Tcp test, Duration left) throws InterruptedException {
        var place = test.host() + ":" + test.port();
        try (var socket = new Socket()) {
            socket.connect(
                    environment.address(test.host(), test.port()),
                    Math.toIntExact(Math.min(left.toMillis(), Probed.PATIENCE.toMillis())));
            return Probed.passed("connected to " + place);
        } catch (IOException e) {
            if (Thread.interrupted()) throw (InterruptedException) new InterruptedException("tcp probe").initCause(e);
            return new Probed("expected " + place + " to accept a connection: " + e.getMessage(), "");
        }
    }
}
