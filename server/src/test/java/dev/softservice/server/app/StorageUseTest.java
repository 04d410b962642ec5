package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.MovableClock;
import dev.softservice.server.web.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageUseTest {
    @TempDir
    Path root;

    @Test
    void aLookHoldsForAMinuteAndSaysWhenItWas() throws IOException {
        var clock = new MovableClock();
        var use = new StorageUse(root, clock);
        write("runs/1/log", 10);
        var began = clock.instant();
        assertThat(use.get().measuredAt()).isEqualTo(began);

        write("runs/2/log", 20);
        clock.forward(Duration.ofSeconds(59));
        assertThat(runs(use.get()))
                .isEqualTo(new Storage.Part("runs", runs(use.get()).what(), 10, 1));
        assertThat(use.get().measuredAt()).isEqualTo(began);

        clock.forward(Duration.ofSeconds(1));
        assertThat(runs(use.get()).bytes()).isEqualTo(30);
        assertThat(use.get().measuredAt()).isEqualTo(clock.instant());
    }

    @Test
    void aClockThatWasPutBackDoesNotKeepAnOldLook() throws IOException {
        var clock = new MovableClock();
        var use = new StorageUse(root, clock);
        write("runs/1/log", 10);
        use.get();
        write("runs/2/log", 20);
        clock.forward(Duration.ofDays(-1));
        assertThat(runs(use.get()).bytes()).isEqualTo(30);
    }

    @Test
    void everyPartSaysWhatIsInIt() {
        try (var folder = DataFolder.open(root)) {
            var parts = new StorageUse(folder.root(), new MovableClock()).get().parts();
            assertThat(parts).extracting(Storage.Part::name).contains("repositories", "runs", "blobs", "downloads");
            assertThat(parts).noneMatch(part -> part.what().isBlank());
        }
    }

    private static Storage.Part runs(Storage storage) {
        return storage.parts().stream()
                .filter(part -> part.name().equals("runs"))
                .findFirst()
                .orElseThrow();
    }

    private void write(String file, int bytes) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.write(root.resolve(file), new byte[bytes]);
    }
}
