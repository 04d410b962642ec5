package dev.softservice.server.demo;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo's place on disk, and where the sample distros are. */
final class DemoFolders {
    /** What temporary ones begin with. */
    static final String PREFIX = "softservice-demo-";

    private DemoFolders() {}

    /** The hub's data in a demo's folder. */
    static Path hub(Path folder) {
        return folder.resolve("hub");
    }

    /** Where the end user's commands keep their state in a demo's folder. */
    static Path endUser(Path folder) {
        return folder.resolve("end-user");
    }

    /** {@code given}, which has to be empty or new; else a new folder for temporary files. */
    static Path fresh(Optional<Path> given) {
        try {
            if (given.isEmpty()) return Files.createTempDirectory(PREFIX);
            var folder = Files.createDirectories(given.get().toAbsolutePath().normalize());
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent())
                    throw Refusal.invalid("--data " + given.get()
                            + ": is not empty; the demo starts in a fresh folder, name a new one");
            }
            return folder;
        } catch (IOException unusable) {
            throw Refusal.invalid(
                    "--data " + given.map(Path::toString).orElse("") + ": cannot be used: " + unusable.getMessage());
        }
    }

    /** The sample distros: beside the launcher, else in the current folder or one above it. */
    static Path samples(Map<String, String> environment, Path current) {
        var launcher =
                Optional.ofNullable(environment.get("SOFTSERVICE_LAUNCHER"))
                        .map(Path::of)
                        .map(Path::getParent)
                        .stream();
        var above = Stream.iterate(current.toAbsolutePath().normalize(), folder -> folder != null, Path::getParent);
        return Stream.concat(launcher, above)
                .map(folder -> folder.resolve("sample-repos"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () -> Refusal.invalid("sample-repos: is not here; start the demo from a clone of the project"));
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
