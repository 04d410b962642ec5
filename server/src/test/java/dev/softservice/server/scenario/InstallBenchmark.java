package dev.softservice.server.scenario;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the team wiki takes from {@code install} to healthy: with images that the hub has to send, with images that are here, and built from source.
 * {@code docker load} of the same images stands beside it. Not among the tests: it pushes three distros and builds them twice.
 */
@NeedsEngine
class InstallBenchmark {
    private static final Path SAMPLES = Path.of("../sample-repos");
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    private Path folder;

    private final String name = "bench-" + UUID.randomUUID().toString().substring(0, 8);

    private interface Work {
        void once() throws Exception;
    }

    private static double seconds(String what, Work work) throws Exception {
        var began = System.nanoTime();
        work.once();
        double took = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT, "%-46s %8.1f s%n", what, took);
        return took;
    }

    private Path copied(String sample) throws IOException {
        var from = SAMPLES.resolve(sample);
        var to = folder.resolve(sample);
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }

    @Test
    void theTeamWiki() throws Exception {
        try (var hub = new HubWithEngine(folder)) {
            try {
                hub.released("postgresql", copied("postgresql"), PATIENCE);
                hub.released("reverse-proxy", copied("reverse-proxy"), PATIENCE);
                measure(
                        hub,
                        hub.released("team-wiki", copied("team-wiki"), PATIENCE).values());
            } finally {
                hub.engine.machine().remove(name, true);
            }
        }
    }

    private void measure(HubWithEngine hub, Collection<KeptImage> images) throws Exception {
        var tar = folder.resolve("images.tar");
        var save = new ArrayList<>(List.of("docker", "save", "-o", tar.toString()));
        images.forEach(image -> save.add(image.id().text()));
        HubWithEngine.command(folder, save.toArray(String[]::new));
        System.out.printf(
                Locale.ROOT,
                "%d images, %.0f MB%n",
                images.size(),
                images.stream().mapToLong(KeptImage::size).sum() / 1e6);
        for (int round = 1; round <= Integer.getInteger("bench.rounds", 3); round++) {
            forget(hub, images);
            seconds(
                    "docker load of the same images",
                    () -> HubWithEngine.command(folder, "docker", "load", "-qi", tar.toString()));
            seconds("install, the images are here", () -> install(hub));
            uninstall(hub);
            forget(hub, images);
            seconds("install, from the hub", () -> install(hub));
            uninstall(hub);
            forget(hub, images);
        }
        seconds("install, built from source", () -> install(hub, "--build"));
        uninstall(hub);
    }

    private void install(HubWithEngine hub, String... more) throws IOException {
        var port = FreePort.text();
        var words =
                new ArrayList<>(List.of("install", hub.address("team-wiki"), "--name", name, "--set", "port=" + port));
        words.addAll(List.of(more));
        hub.type(words.toArray(String[]::new));
    }

    private void uninstall(HubWithEngine hub) {
        hub.type("uninstall", name, "--data", "--yes");
    }

    private static void forget(HubWithEngine hub, Collection<KeptImage> images) throws Exception {
        for (var image : images) hub.shown().forget(image);
    }
}
