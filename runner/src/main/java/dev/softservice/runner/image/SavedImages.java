package dev.softservice.runner.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads the archive that an engine writes of images ({@code docker save}), in any of its forms, into blobs. Each layer goes through once; where an engine keeps
 * layers compressed, they are kept uncompressed, as {@link ImageManifest} has them.
 */
public final class SavedImages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST_INDEX = 16 << 20;
    private static final int DEEPEST = 4;

    private final Blobs blobs;
    private final Map<String, Digest> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private byte[] list = {};
    private byte[] index = {};

    private SavedImages(Blobs blobs) {
        this.blobs = blobs;
    }

    /**
     * An image that was saved.
     *
     * @param names every id that an engine may know it by
     */
    public record Saved(KeptImage image, Set<Digest> names) {}

    /** What the engine wrote is not the image as it has it, and would not be when tried again. */
    public static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /** Reads to the end. @throws IOException with one line where the archive is cut short, or is not what an engine writes */
    public static List<Saved> read(InputStream archive, Blobs blobs) throws IOException {
        return new SavedImages(blobs).all(archive);
    }

    private List<Saved> all(InputStream archive) throws IOException {
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(archive, 1 << 16), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) take(entry, tar);
        }
        if (list.length == 0) throw new IOException("the engine's archive of images is cut short: it has no list");
        var saved = new ArrayList<Saved>();
        for (var image : parse(list)) saved.add(image(image));
        return saved;
    }

    private void take(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        var name = entry.getName();
        if (entry.isSymbolicLink()) links.put(name, beside(name, entry.getLinkName()));
        else if (entry.isLink()) links.put(name, entry.getLinkName());
        else if (!entry.isFile()) return;
        else if (name.equals("manifest.json")) list = small(tar);
        else if (name.equals("index.json")) index = small(tar);
        else if (isBlob(name)) {
            var named = Digest.read("sha256:" + name.substring(name.lastIndexOf('/') + 1));
            files.put(name, named.isPresent() && blobs.has(named.get()) ? named.get() : blobs.add(tar));
        }
    }

    /** Everything else in such archives says the same once more, for engines of long ago. */
    private static boolean isBlob(String name) {
        return name.startsWith("blobs/sha256/") || name.endsWith(".tar") || name.matches("[0-9a-f]{64}\\.json");
    }

    private static byte[] small(InputStream in) throws IOException {
        var bytes = in.readNBytes(LARGEST_INDEX + 1);
        if (bytes.length > LARGEST_INDEX) throw new IOException("the engine's list of images is too long");
        return bytes;
    }

    /** A link's target as the archive names it. */
    private static String beside(String link, String target) {
        return java.nio.file.Path.of("/" + link)
                .resolveSibling(target)
                .normalize()
                .toString()
                .substring(1);
    }

    private Digest file(String name) throws IOException {
        var at = name;
        for (int i = 0; i < DEEPEST && links.containsKey(at); i++) at = links.get(at);
        var digest = files.get(at);
        if (digest == null)
            throw new IOException("the engine's archive of images is cut short: " + name + " is missing");
        return digest;
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException malformed) {
            throw new IOException("the engine's archive of images has a list that is no JSON");
        }
    }

    private Saved image(JsonNode listed) throws IOException {
        var config = file(listed.path("Config").asText());
        var bytes = blobs.read(config, ImageManifest.LARGEST);
        var ids = ImageManifest.layersOf(bytes);
        var paths = listed.path("Layers");
        if (paths.size() != ids.size())
            throw new UnusableException(
                    "image " + config.brief() + " has " + ids.size() + " layers, and the engine wrote " + paths.size());
        var layers = new ArrayList<ImageManifest.Blob>();
        for (int i = 0; i < ids.size(); i++) {
            plain(file(paths.get(i).asText()), ids.get(i));
            layers.add(new ImageManifest.Blob(ids.get(i), blobs.size(ids.get(i))));
        }
        var manifest = new ImageManifest(new ImageManifest.Blob(config, bytes.length), layers);
        var digest = blobs.add(manifest.write());
        var names = new HashSet<>(Set.of(config, digest));
        if (index.length > 0) for (var each : parse(index).path("manifests")) leadsTo(each, config, names, 0);
        return new Saved(
                new KeptImage(config, digest, ImageManifest.architectureOf(bytes), manifest.size()), Set.copyOf(names));
    }

    /** Adds what leads to the configuration: with containerd's image store that is what the engine calls the image by. */
    private boolean leadsTo(JsonNode descriptor, Digest config, Set<Digest> names, int depth) throws IOException {
        var named = Digest.read(descriptor.path("digest").asText());
        if (named.isEmpty() || depth == DEEPEST || !blobs.has(named.get())) return false;
        if (blobs.size(named.get()) > ImageManifest.LARGEST) return false;
        var content = parse(blobs.read(named.get(), ImageManifest.LARGEST));
        boolean leads = content.path("config").path("digest").asText().equals(config.text());
        for (var below : content.path("manifests")) leads |= leadsTo(below, config, names, depth + 1);
        if (leads) names.add(named.get());
        return leads;
    }

    /** Makes sure of a layer as its image's configuration names it. */
    private void plain(Digest written, Digest id) throws IOException {
        if (blobs.has(id)) return;
        try (var in = new BufferedInputStream(blobs.open(written))) {
            in.mark(2);
            boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            if (zipped && blobs.add(new GZIPInputStream(in, 1 << 16)).equals(id)) return;
        }
        throw new UnusableException(
                "the engine wrote a layer that is not the image's: " + written.brief() + " in place of " + id.brief());
    }
}
