package dev.softservice.runner.plan;

import dev.softservice.manifest.Manifest;
import java.nio.file.Path;
import java.util.Map;

/**
 * A distro with everything that it is made of, resolved: the planner's input.
 *
 * @param manifest the distro's own
 * @param files    the folder that holds exactly its tree
 * @param uses     by the name under {@code uses}, each an instance of its own
 */
public record Composition(Manifest manifest, Path files, Map<String, Composition> uses) {
    public Composition {
        uses = Map.copyOf(uses);
    }

    /** A distro that uses no other. */
    public static Composition of(Manifest manifest, Path files) {
        return new Composition(manifest, files, Map.of());
    }
}
