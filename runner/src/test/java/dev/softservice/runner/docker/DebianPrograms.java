package dev.softservice.runner.docker;

import dev.softservice.runner.files.Bundled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of another release of Debian, unpacked into a folder. It is kept for the next time; remove the folder to get newer ones. */
record DebianPrograms(Path folder) {
    private static final Path KEPT = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("softservice-tests");

    /** Fetches and unpacks them where that was not done before: about 100 MB from Debian's mirror. */
    static DebianPrograms of(String release, String... packages) throws IOException, InterruptedException {
        var folder = KEPT.resolve(release + "-" + packages[0]);
        var log = Files.createTempFile("debian-programs", ".log");
        var unpacking = new ProcessBuilder(Stream.concat(
                                Stream.of("bash", "-c", Bundled.text(DebianPrograms.class, "debian-programs.sh")),
                                Stream.concat(
                                        Stream.of("debian-programs.sh", folder.toString(), release),
                                        Arrays.stream(packages)))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (unpacking.waitFor() != 0)
            throw new IOException(
                    String.join(" ", packages) + " of " + release + " can't be had: " + Files.readString(log));
        Files.delete(log);
        return new DebianPrograms(folder);
    }

    /** The folder with their {@code usr} and {@code etc}. */
    Path root() {
        return folder.resolve("root");
    }

    /** The version of one of the packages. */
    String version(String name) throws IOException {
        try (var lines = Files.lines(folder.resolve("versions"))) {
            return lines.filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse("none");
        }
    }
}
