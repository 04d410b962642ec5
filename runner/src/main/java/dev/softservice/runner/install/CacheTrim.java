package dev.softservice.runner.install;

import dev.softservice.runner.files.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps the cache of used distros small: what nobody has used for 30 days goes, and beyond 2 GiB what was used the longest ago. What was used within a day stays
 * whatever the size: some process may still work with it. Everything can be fetched again.
 */
final class CacheTrim {
    static final String REPOSITORY = "repository.git";
    static final String TREES = "trees";
    static final String LOCK = "lock";
    private static final String GONE = ".gone-";
    private static final Duration UNUSED = Duration.ofDays(30);
    private static final Duration MAYBE_IN_USE = Duration.ofDays(1);

    private final Path cache;
    private final Clock clock;
    private final long most;

    /** @param most bytes */
    CacheTrim(Path cache, Clock clock, long most) {
        this.cache = cache;
        this.clock = clock;
        this.most = most;
    }

    static CacheTrim usual(Path cache, Clock clock) {
        return new CacheTrim(cache, clock, 2L << 30);
    }

    /** Notes that something in the cache is used now. Its lock has to be held, so that nobody decides to remove it meanwhile. */
    void used(Path item) throws IOException {
        Files.setLastModifiedTime(witness(item), FileTime.from(clock.instant()));
    }

    private static Instant usedAt(Path item) throws IOException {
        return Files.getLastModifiedTime(witness(item)).toInstant();
    }

    /** What bears the time of the last use. Not a repository's folder itself: Git makes and removes files there at times of its own. */
    private static Path witness(Path item) {
        var head = item.resolve("HEAD");
        return item.endsWith(REPOSITORY) && Files.exists(head) ? head : item;
    }

    /** Trims where that was not done within a day. */
    void daily() throws IOException {
        var marker = cache.resolve("trimmed");
        if (Files.exists(marker)
                && Files.getLastModifiedTime(marker)
                        .toInstant()
                        .isAfter(clock.instant().minus(Duration.ofDays(1)))) return;
        Files.write(marker, new byte[0]);
        used(marker);
        trim();
    }

    private record Item(Path distro, Path path, Instant usedAt, long bytes) {}

    /** Returns how many things were removed. */
    int trim() throws IOException {
        var items = new ArrayList<Item>();
        for (var distro : folders(cache)) {
            for (var path : Stream.concat(folders(distro).stream(), folders(distro.resolve(TREES)).stream())
                    .toList()) {
                if (path.getFileName().toString().contains(GONE)) Folders.delete(path);
                else if (!path.endsWith(TREES)) items.add(new Item(distro, path, usedAt(path), bytes(path)));
            }
        }
        items.sort(Comparator.comparing(Item::usedAt));
        long total = items.stream().mapToLong(Item::bytes).sum();
        int removed = 0;
        for (var item : items) {
            boolean wanted = item.usedAt().isBefore(clock.instant().minus(UNUSED)) || total > most;
            if (!wanted || !remove(item)) continue;
            total -= item.bytes();
            removed++;
        }
        return removed;
    }

    /** Moved away first, so that nobody ever meets half of it. Not where somebody is at work there: the next day will do. */
    private boolean remove(Item item) throws IOException {
        var gone = item.path().resolveSibling(item.path().getFileName() + GONE + UUID.randomUUID());
        try {
            var lock = LockFile.tryHold(item.distro().resolve(LOCK));
            if (lock.isEmpty()) return false;
            try (var _ = lock.get()) {
                if (!usedAt(item.path()).isBefore(clock.instant().minus(MAYBE_IN_USE))) return false;
                Files.move(item.path(), gone, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (NoSuchFileException anotherWasQuicker) {
            return false;
        }
        Folders.delete(gone);
        return true;
    }

    private static List<Path> folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    private static long bytes(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(file -> {
                        try {
                            return Files.isRegularFile(file) ? Files.size(file) : 0;
                        } catch (IOException gone) {
                            return 0;
                        }
                    })
                    .sum();
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }
}
