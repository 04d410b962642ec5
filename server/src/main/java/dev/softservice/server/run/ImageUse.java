package dev.softservice.server.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * When a run last used which image, which no engine keeps: an empty file for each, named by the image's id, its modification time the last use.
 *
 * @param keep how long an image is kept after its last use
 */
public record ImageUse(Path folder, Duration keep, Clock clock) {
    private static final String ID = "sha256:[0-9a-f]{64}";

    /** Notes that these were used just now; names of images that came from a registry, which are not the hub's to take away, are passed over. */
    void used(Collection<String> ids) {
        ids.stream().filter(id -> id.matches(ID)).forEach(this::touch);
    }

    /** Has what was not used for long taken away; returns how many images went. */
    int collect(Verifier verifier) {
        var before = clock.instant().minus(keep);
        int gone = verifier.collectImages(before, id -> isUsed(id, before));
        forget(before);
        return gone;
    }

    /** An image that nothing is known of, such as one of a hub that kept no such record yet, counts as used at the first sight. */
    private boolean isUsed(String id, Instant before) {
        if (!id.matches(ID)) return true;
        try {
            return !Files.getLastModifiedTime(file(id)).toInstant().isBefore(before);
        } catch (NoSuchFileException unknown) {
            touch(id);
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path file(String id) {
        return folder.resolve(id.substring(id.indexOf(':') + 1));
    }

    private void touch(String id) {
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file(id))) Files.write(file(id), new byte[0]);
            Files.setLastModifiedTime(file(id), FileTime.from(clock.instant()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void forget(Instant before) {
        if (!Files.isDirectory(folder)) return;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
