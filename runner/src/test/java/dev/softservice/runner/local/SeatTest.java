package dev.softservice.runner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeatTest {
    @TempDir
    Path folder;

    @Test
    void aRunIsAliveForAsLongAsItsProcessHoldsItsSeat() throws IOException {
        try (var seat = Seat.take(folder, "eva", false)) {
            assertThat(seat.id()).matches("[a-z0-9-]{1,40}");
            assertThat(Seat.alive(folder, "eva")).containsExactly(seat.id());
            assertThat(Seat.alive(folder, "adam")).isEmpty();
        }
        assertThat(Seat.alive(folder, "eva")).isEmpty();
    }

    @Test
    void whatADeadProcessLeftIsCleared() throws IOException {
        var kept = Seat.take(folder, "eva", true);
        Files.createDirectories(kept.source());
        kept.close();
        assertThat(kept.source()).exists();
        assertThat(Seat.alive(folder, "eva")).isEmpty();
        assertThat(kept.source()).doesNotExist();
    }

    /** What another process sees. */
    public static void main(String[] folder) {
        Seat.alive(Path.of(folder[0]), "eva").forEach(System.out::println);
    }

    @Test
    void anotherProcessSeesItHeldAlsoAfterThisOneHasLooked() throws Exception {
        try (var seat = Seat.take(folder, "eva", false)) {
            assertThat(Seat.alive(folder, "eva")).containsExactly(seat.id());
            var other = OtherProcess.start(SeatTest.class, folder.toString());
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(seat.id() + "\n");
            assertThat(other.waitFor()).isZero();
            assertThat(seat.source().getParent()).exists();
        }
    }

    @Test
    void aSeatThatIsBeingTakenIsNeverTakenForADeadOnes() throws Exception {
        var done = new AtomicBoolean();
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var looking = others.submit(() -> {
                while (!done.get()) Seat.alive(folder, "eva");
            });
            for (int i = 0; i < 300; i++) {
                try (var seat = Seat.take(folder, "eva", false)) {
                    assertThat(seat.source().getParent()).exists();
                    assertThat(Seat.alive(folder, "eva")).contains(seat.id());
                }
            }
            done.set(true);
            looking.get();
        } finally {
            done.set(true);
        }
    }

    @Test
    void whatWasHalfTakenWhenItsProcessDiedIsClearedAfterAWhile() throws IOException {
        var runs = folder.resolve("softservice-eva/runs");
        Files.createDirectories(runs.resolve(".test-old"));
        Files.createDirectories(runs.resolve(".test-new"));
        Files.setLastModifiedTime(
                runs.resolve(".test-old"), FileTime.from(Instant.now().minusSeconds(300)));
        assertThat(Seat.alive(folder, "eva")).isEmpty();
        assertThat(runs.resolve(".test-old")).doesNotExist();
        assertThat(runs.resolve(".test-new")).exists();
    }

    @Test
    void sweepingNeverReachesBeyondTheUser() {
        assertThat(Seat.hub("Eva Müller")).isEqualTo("local-eva-m-ller");
    }
}
