package dev.softservice.runner.cli;

import dev.softservice.runner.install.Building;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code install} and {@code upgrade} may be told about building from source. */
final class BuildingOptions {
    @Option(
            names = "--build",
            negatable = true,
            description = "Build the images here from source, now and in later upgrades, instead of fetching those that"
                    + " were tested; --no-build ends that.")
    private @Nullable Boolean build;

    @Option(
            names = "--yes",
            description =
                    "Answer yes: take the key of a hub that is reached over plain HTTP, and build from source where a"
                            + " release holds no image for this machine.")
    private boolean yes;

    boolean yes() {
        return yes;
    }

    Building building() {
        if (build != null) return build ? Building.WANTED : Building.UNWANTED;
        return yes ? Building.AGREED : Building.ASK;
    }
}
