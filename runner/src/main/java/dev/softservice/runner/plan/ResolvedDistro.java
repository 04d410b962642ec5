package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Manifest;
import java.nio.file.Path;
import java.util.Map;

/**
 * A distro with everything that it is made of, resolved: the planner's input.
 *
 * @param manifest the distro's own
 * @param files    the folder that holds exactly its tree
 * @param uses     by the name under {@code uses}, each an instance of its own
 */
public record ResolvedDistro(Manifest manifest, Path files, Map<String, ResolvedDistro> uses) {
    public ResolvedDistro {
        uses = Map.copyOf(uses);
    }

    /** A distro that uses no other. */
    public static ResolvedDistro of(Manifest manifest, Path files) {
        return new ResolvedDistro(manifest, files, Map.of());
    }
}
