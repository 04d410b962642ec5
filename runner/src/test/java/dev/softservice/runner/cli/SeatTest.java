package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void sweepingNeverReachesBeyondTheUser() {
        assertThat(Seat.hub("Eva Müller")).isEqualTo("local-eva-m-ller");
    }
}
