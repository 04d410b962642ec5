package dev.softservice.runner.image;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.KeptImage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The list of images in an OCI layout ({@code index.json}). */
public final class OciIndex {
    private static final JsonMapper JSON = new JsonMapper();

    private OciIndex() {}

    /** @param images with the size of their manifests, by the names that tools ask for ({@code skopeo copy oci-archive:FILE:NAME}) */
    public static byte[] write(Map<String, Listed> images) {
        var index = JSON.createObjectNode()
                .put("schemaVersion", 2)
                .put("mediaType", "application/vnd.oci.image.index.v1+json");
        var listed = index.putArray("manifests");
        new TreeMap<>(images).forEach((name, image) -> {
            var descriptor = listed.addObject();
            ImageManifest.put(
                    descriptor,
                    ImageManifest.TYPE,
                    new ImageManifest.Blob(image.image().manifest(), image.manifestSize()));
            image.image()
                    .architecture()
                    .ifPresent(architecture -> descriptor
                            .putObject("platform")
                            .put("architecture", architecture.name())
                            .put("os", "linux"));
            descriptor.putObject("annotations").put("org.opencontainers.image.ref.name", name);
        });
        return index.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param manifestSize in bytes */
    public record Listed(KeptImage image, long manifestSize) {}
}
