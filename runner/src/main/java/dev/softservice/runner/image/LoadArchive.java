package dev.softservice.runner.image;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.archive.Tar;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What {@code docker load} reads: an OCI layout that carries Docker's own list too, so that engines of either kind take it.
 *
 * @param images with their manifests, by the name that the engine shall give them besides
 * @param absent layers that the engine has already and that are left out
 */
public record LoadArchive(Blobs blobs, Map<String, KeptImage> images, Set<Digest> absent) {
    private static final JsonMapper JSON = new JsonMapper();

    public LoadArchive {
        images = Map.copyOf(images);
        absent = Set.copyOf(absent);
    }

    public void write(OutputStream out) throws IOException {
        try (var tar = new Tar(out)) {
            tar.add("{\"imageLayoutVersion\":\"1.0.0\"}", "oci-layout", 0644);
            var index = JSON.createObjectNode()
                    .put("schemaVersion", 2)
                    .put("mediaType", "application/vnd.oci.image.index.v1+json");
            var listed = index.putArray("manifests");
            var docker = JSON.createArrayNode();
            var written = new HashSet<Digest>();
            for (var each : images.entrySet()) {
                var image = each.getValue();
                var manifest = manifest(image);
                var descriptor = listed.addObject();
                ImageManifest.put(
                        descriptor,
                        ImageManifest.TYPE,
                        new ImageManifest.Blob(image.manifest(), blobs.size(image.manifest())));
                descriptor
                        .putObject("annotations")
                        .put("io.containerd.image.name", "docker.io/" + each.getKey())
                        .put(
                                "org.opencontainers.image.ref.name",
                                each.getKey().substring(each.getKey().indexOf(':') + 1));
                var entry = docker.addObject().put("Config", name(image.id()));
                entry.putArray("RepoTags").add(each.getKey());
                var layers = entry.putArray("Layers");
                manifest.layers().forEach(layer -> layers.add(name(layer.digest())));
                add(tar, image.manifest(), written);
                for (var blob : manifest.blobs()) if (!absent.contains(blob.digest())) add(tar, blob.digest(), written);
            }
            tar.add(index.toString(), "index.json", 0644);
            tar.add(docker.toString(), "manifest.json", 0644);
        }
    }

    private void add(Tar tar, Digest digest, Set<Digest> written) throws IOException {
        if (written.add(digest)) tar.add(blobs.path(digest), name(digest));
    }

    private ImageManifest manifest(KeptImage image) throws IOException {
        return ImageManifest.read(blobs.read(image.manifest(), ImageManifest.LARGEST));
    }

    private static String name(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}
