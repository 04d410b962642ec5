package dev.softservice.runner.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image in the one form that hubs keep images in: an OCI image manifest whose layers are not compressed. So each layer's digest is the one that the
 * image's configuration names, and the manifest's digest follows from the configuration: no compressor has a say in it.
 *
 * @param config what engines call the image by
 * @param layers from the bottom up
 */
public record ImageManifest(Blob config, List<Blob> layers) {
    public static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    public static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";
    /** No image of people has that much to say. */
    public static final int LARGEST = 4 << 20;

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_LAYERS = 1_000;

    /** @param size in bytes */
    public record Blob(Digest digest, long size) {
        public Blob {
            if (size < 0) throw new IllegalArgumentException("size " + size);
        }
    }

    public ImageManifest {
        layers = List.copyOf(layers);
    }

    /** The same image gives the same bytes. */
    public byte[] write() {
        var json = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", TYPE);
        put(json.putObject("config"), CONFIG_TYPE, config);
        var listed = json.putArray("layers");
        layers.forEach(layer -> put(listed.addObject(), LAYER_TYPE, layer));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void put(ObjectNode json, String type, Blob blob) {
        json.put("mediaType", type).put("digest", blob.digest().text()).put("size", blob.size());
    }

    /** @throws IOException with a few words where the bytes are not exactly what {@link #write} gives */
    public static ImageManifest read(byte[] bytes) throws IOException {
        try {
            var json = JSON.readTree(bytes);
            var layers = new ArrayList<Blob>();
            for (var layer : json.path("layers")) {
                if (layers.size() == MOST_LAYERS) throw new IOException("has more than " + MOST_LAYERS + " layers");
                layers.add(blob(layer));
            }
            var manifest = new ImageManifest(blob(json.path("config")), layers);
            if (java.util.Arrays.equals(manifest.write(), bytes)) return manifest;
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException malformed) {
            // Said below.
        }
        throw new IOException("is not an image manifest of the form that hubs keep");
    }

    private static Blob blob(JsonNode json) {
        return new Blob(
                new Digest(json.path("digest").asText()), json.path("size").asLong(-1));
    }

    /** Each of them once. */
    public List<Blob> blobs() {
        var all = new ArrayList<Blob>();
        all.add(config);
        all.addAll(layers);
        return all.stream().distinct().toList();
    }

    /** Bytes of all blobs and of the manifest itself. */
    public long size() {
        return blobs().stream().mapToLong(Blob::size).sum() + write().length;
    }

    /** What an image's configuration says of its layers, from the bottom up. @throws IOException where it says nothing that can be read */
    public static List<Digest> layersOf(byte[] config) throws IOException {
        try {
            var ids = new ArrayList<Digest>();
            for (var id : JSON.readTree(config).path("rootfs").path("diff_ids")) ids.add(new Digest(id.asText()));
            return ids;
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new IOException("the image's configuration does not name its layers");
        }
    }

    public static Optional<Architecture> architectureOf(byte[] config) throws IOException {
        return Architecture.ofEngine(JSON.readTree(config).path("architecture").asText());
    }
}
