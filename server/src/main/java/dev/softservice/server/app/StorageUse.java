package dev.softservice.server.app;

import dev.softservice.server.web.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks how much room the parts of the data folder take. A look walks over every file, so one holds for a minute. */
final class StorageUse implements Supplier<Storage> {
    private static final Duration HOLDS = Duration.ofMinutes(1);

    /** The parts that take room worth asking about, with what is in each. The database is there on SQLite alone. */
    private static final List<Part> PARTS = List.of(
            new Part("repositories", "Git repositories: commits, branches, tags"),
            new Part("runs", "logs, reports and attachments of runs"),
            new Part("blobs", "images of releases"),
            new Part("trees", "files of releases that other distros use; made again where they are missing"),
            new Part("work", "scratch space of runs under way; emptied at each start"),
            new Part("downloads", "what people install the command from"),
            new Part("hub.db", "the database: accounts, pull requests, runs, releases"),
            new Part("hub.db-wal", "the database's journal"));

    private record Part(String name, String what) {}

    private final Path root;
    private final Clock clock;
    private Optional<Storage> last = Optional.empty();

    StorageUse(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** A caller who asks while another look is under way gets the result of that one. */
    @Override
    public synchronized Storage get() {
        var now = clock.instant();
        var known = last.filter(
                kept -> Duration.between(kept.measuredAt(), now).abs().compareTo(HOLDS) < 0);
        if (known.isPresent()) return known.get();
        var measured = measured(now);
        last = Optional.of(measured);
        return measured;
    }

    private Storage measured(Instant now) {
        try {
            var parts = new ArrayList<Storage.Part>();
            for (var part : PARTS) if (Files.exists(root.resolve(part.name()))) parts.add(measured(part));
            return new Storage(List.copyOf(parts), Files.getFileStore(root).getUsableSpace(), now);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Storage.Part measured(Part part) throws IOException {
        var sum = new long[2];
        Files.walkFileTree(root.resolve(part.name()), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                sum[1]++;
                return FileVisitResult.CONTINUE;
            }

            /** It may have gone meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, @org.jspecify.annotations.Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new Storage.Part(part.name(), part.what(), sum[0], sum[1]);
    }
}
