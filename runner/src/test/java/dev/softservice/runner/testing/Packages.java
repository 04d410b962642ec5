package dev.softservice.runner.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Installs Debian's packages for the tests that need them. */
public final class Packages {
    private static final Path APT = Path.of("/usr/bin/apt-get");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Packages() {}

    /**
     * Installs these where that is allowed (as root, on Debian or Ubuntu); elsewhere it does nothing, and the caller says by
     * {@link Needs} what is missing. Test classes run in several processes, and apt refuses a second one of its kind: they wait
     * for each other.
     */
    public static void install(String... names) throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(APT)) return;
        var lock = Path.of(System.getProperty("java.io.tmpdir"), "softservice-tests-apt.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            System.out.println("installing for the tests: apt-get install " + String.join(" ", names));
            var words = Stream.concat(Stream.of("install", "-y", "-q", "--no-install-recommends"), Stream.of(names))
                    .toArray(String[]::new);
            // One test after another asks for something: lists that one of them has fetched are good for the next.
            var fetched = lock.resolveSibling("softservice-tests-apt.fetched");
            if (isNew(fetched) && apt(words)) return;
            // Somebody else on the machine may hold the lists: apt does not wait for those by itself.
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!apt("update", "-q") && System.nanoTime() < until) Thread.sleep(Duration.ofSeconds(1));
            Files.write(fetched, new byte[0]);
            apt(words);
        }
    }

    private static boolean isNew(Path file) throws IOException {
        return Files.exists(file)
                && Files.getLastModifiedTime(file)
                        .toInstant()
                        .isAfter(Instant.now().minus(Duration.ofHours(1)));
    }

    private static boolean apt(String... words) throws IOException, InterruptedException {
        var command = Stream.concat(
                        Stream.of(APT.toString(), "-o", "DPkg::Lock::Timeout=" + PATIENCE.toSeconds()),
                        Stream.of(words))
                .toList();
        var log = Files.createTempFile("apt", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        boolean well = builder.start().waitFor() == 0;
        if (!well) System.out.println(last(Files.readAllLines(log)));
        Files.delete(log);
        return well;
    }

    private static String last(List<String> lines) {
        return lines.isEmpty() ? "apt-get failed and said nothing" : lines.getLast();
    }
}
