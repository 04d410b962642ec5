package dev.softservice.runner.install;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A bundle that somebody has changed between the hub and its users: as well made as any, with an index that fits. */
final class BundleForger {
    private static final String INDEX = "softservice-bundle.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final long TIME = 1_577_836_800_000L;

    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private ObjectNode index = JSON.createObjectNode();

    static BundleForger of(Path file) throws IOException {
        var forger = new BundleForger();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
                if (entry.getName().equals(INDEX)) forger.index = (ObjectNode) JSON.readTree(tar.readAllBytes());
                else forger.contents.put(entry.getName(), tar.readAllBytes());
        }
        return forger;
    }

    BundleForger address(String other) {
        ((ObjectNode) index.path("repositories"))
                .set(
                        other,
                        index.path("repositories").path(index.path("address").asText()));
        index.put("address", other);
        return this;
    }

    BundleForger keys(List<String> fingerprints) {
        fingerprints.forEach(index.putArray("keys")::add);
        return this;
    }

    /** Other bytes of the same length, under the digest that was there. */
    BundleForger swap(String name) {
        var swapped = contents.get(name).clone();
        swapped[swapped.length / 2] ^= 1;
        contents.put(name, swapped);
        return this;
    }

    BundleForger drop(String name) {
        contents.remove(name);
        var entries = (ArrayNode) index.path("entries");
        for (int i = entries.size() - 1; i >= 0; i--)
            if (entries.get(i).path("name").asText().equals(name)) entries.remove(i);
        return this;
    }

    /** With the index told. */
    BundleForger replace(String name, byte[] content) {
        contents.put(name, content);
        for (var entry : index.path("entries"))
            if (entry.path("name").asText().equals(name))
                ((ObjectNode) entry)
                        .put("size", content.length)
                        .put("sha256", Digest.of(content).hex());
        return this;
    }

    void write(Path to) throws IOException {
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(to), 512)) {
            put(tar, INDEX, (index.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            for (var content : contents.entrySet()) put(tar, content.getKey(), content.getValue());
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0644);
        entry.setModTime(TIME);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
