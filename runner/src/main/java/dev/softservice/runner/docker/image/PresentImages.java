package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The images that the engine has already. */
public final class PresentImages {
    private static final int MOST_CONFIGS = 1_000;

    private final Link link;
    private final Map<String, ContainerConfig> configs = new ConcurrentHashMap<>();

    PresentImages(Link link) {
        this.link = link;
    }

    Optional<InspectImageResponse> inspect(String reference) throws InterruptedException {
        try {
            return Optional.of(link.calls()
                    .call(
                            "inspect the image " + reference,
                            () -> link.client().inspectImageCmd(reference).exec()));
        } catch (NotFoundException _) {
            return Optional.empty();
        }
    }

    /** What an image says of its containers; asked once, since under one id it never changes. Empty: the image is not there. */
    public Optional<ContainerConfig> config(String id) throws InterruptedException {
        var known = configs.get(id);
        if (known != null) return Optional.of(known);
        var config = inspect(id).map(InspectImageResponse::getConfig);
        if (configs.size() >= MOST_CONFIGS) configs.clear();
        config.ifPresent(found -> configs.put(id, found));
        return config;
    }

    /** An image's layers from the bottom up; none, where it is not there or the engine does not tell. */
    public List<Digest> layers(String id) throws InterruptedException {
        return inspect(id)
                .map(InspectImageResponse::getRootFS)
                .map(root -> root.getLayers())
                .map(layers -> layers.stream()
                        .flatMap(layer -> Digest.read(layer).stream())
                        .toList())
                .orElse(List.of());
    }

    /** The folders that an image declares as volumes; none, where it is not there. */
    public Set<String> volumes(String id) throws InterruptedException {
        return volumes(config(id));
    }

    static Set<String> volumes(Optional<ContainerConfig> config) {
        return config.map(ContainerConfig::getVolumes)
                .map(declared -> Set.copyOf(declared.keySet()))
                .orElse(Set.of());
    }
}
