package dev.softservice.runner.install;

import dev.softservice.manifest.composition.DistroAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A process that uses a cache: {@code CACHE URL}; ends with 0 when every release came out whole. */
public final class CacheUser {
    private CacheUser() {}

    public static void main(String[] arguments) throws Exception {
        var cache = Path.of(arguments[0]);
        var address = DistroAddress.of(arguments[1], Optional.empty()).orElseThrow();
        var distros = new GitDistros(() -> cache, Clock.systemUTC());
        for (int round = 0; round < 10; round++) {
            for (var release : distros.releases(address)) {
                if (!Files.readString(distros.folder(address, release).resolve("page"))
                        .equals(release.version())) throw new AssertionError(release + " is not whole");
            }
        }
    }
}
