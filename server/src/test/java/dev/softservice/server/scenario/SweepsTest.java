package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepsTest {
    /** An engine lets go of some things a moment after it was told to: the network of a build, when the build's container has gone. */
    @Test
    void whatASweepMayNotHaveGotRidOfIsLookedForLongBeforeItsUsualTime(@TempDir Path folder)
            throws InterruptedException {
        try (var hub = Hub.open(folder, Optional.empty())) {
            hub.verifier.left.set(1);
            hub.app.workers().start();
            assertThat(hub.verifier.sweeps.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
            assertThat(hub.verifier.left).hasValue(0);
        }
    }

    @Test
    void aSweepThatFailedOnTheWayIsMadeAgainAsSoon(@TempDir Path folder) throws InterruptedException {
        try (var hub = Hub.open(folder, Optional.empty())) {
            hub.verifier.stuck.set(2);
            hub.app.workers().start();
            assertThat(hub.verifier.sweeps.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
            assertThat(hub.verifier.stuck).hasValue(0);
        }
    }
}
