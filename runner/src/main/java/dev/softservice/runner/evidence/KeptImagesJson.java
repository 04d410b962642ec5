package dev.softservice.runner.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Kept images as JSON, by service name; the same in evidence and in an installation's state. */
public final class KeptImagesJson {
    private KeptImagesJson() {}

    public static void write(ObjectNode to, Map<String, KeptImage> images) {
        new TreeMap<>(images).forEach((service, image) -> {
            var node = to.putObject(service)
                    .put("id", image.id().text())
                    .put("manifest", image.manifest().text());
            image.architecture().ifPresent(architecture -> node.put("architecture", architecture.name()));
            node.put("size", image.size());
            image.place().ifPresent(place -> node.put("registry", place.url()));
        });
    }

    /** @throws IllegalArgumentException where a value is out of its range */
    public static Map<String, KeptImage> read(JsonNode from) {
        var images = new TreeMap<String, KeptImage>();
        from.properties().forEach(entry -> images.put(entry.getKey(), image(entry.getValue())));
        return images;
    }

    private static KeptImage image(JsonNode node) {
        return new KeptImage(
                new Digest(node.path("id").asText()),
                new Digest(node.path("manifest").asText()),
                node.has("architecture")
                        ? Optional.of(new Architecture(node.path("architecture").asText()))
                        : Optional.empty(),
                node.path("size").asLong(),
                node.has("registry")
                        ? Optional.of(new ImagePlace(node.path("registry").asText()))
                        : Optional.empty());
    }
}
