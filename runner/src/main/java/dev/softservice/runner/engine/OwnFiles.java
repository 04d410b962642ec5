package dev.softservice.runner.engine;

import java.util.Map;

/**
 * The files that a container keeps outside of the distro's volumes. They are lost when the container is made again,
 * which every upgrade does.
 *
 * @param container by its name in the environment
 * @param layer     the files that it has written into its own layer, by absolute paths
 * @param unmounted by folder: what is in the volumes that its image declares and the engine gave it without being asked
 */
public record OwnFiles(String container, Content layer, Map<String, Content> unmounted) {
    public OwnFiles {
        unmounted = Map.copyOf(unmounted);
    }
}
