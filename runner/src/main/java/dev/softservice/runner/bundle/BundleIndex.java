package dev.softservice.runner.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a bundle says of itself, first of all. Nothing of it is signed: what is in the bundle is believed for its own signatures, as it would be from the hub.
 *
 * @param address      where the release was fetched from: {@code https://HUB/OWNER/NAME}
 * @param said         when the hub's statement in it was made; empty from hubs that make none
 * @param keys         fingerprints of the keys in it, for people to compare
 * @param repositories the entries with Git repositories, by the addresses that git would fetch them from
 * @param entries      all that follows, in this order
 */
public record BundleIndex(
        String address,
        Version version,
        Optional<Instant> said,
        List<String> keys,
        Map<String, String> repositories,
        List<Entry> entries) {
    public static final String SIGNERS = "allowed_signers";
    static final String NAME = "softservice-bundle.json";
    static final int LARGEST = 4 << 20;

    private static final String FORMAT = "softservice-bundle/v1";
    private static final int MOST_ENTRIES = 20_000;
    private static final Pattern NAMES = Pattern.compile(
            "allowed_signers|oci-layout|index\\.json|repositories/\\d{1,4}\\.bundle|" + "blobs/sha256/[0-9a-f]{64}");
    private static final Pattern ADDRESS = Pattern.compile("https?://[\\x21-\\x7e]{1,2000}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @param size in bytes */
    public record Entry(String name, long size, Digest digest) {
        static final String BLOBS = "blobs/sha256/";

        public Entry {
            if (!NAMES.matcher(name).matches()) throw new IllegalArgumentException("a bundle has no " + name);
            if (size < 0) throw new IllegalArgumentException("size " + size);
            if (name.startsWith(BLOBS) && !name.equals(BLOBS + digest.hex()))
                throw new IllegalArgumentException("the name is another digest's");
        }

        /** Of an image: its manifest, its configuration or a layer. */
        public static Entry blob(Digest digest, long size) {
            return new Entry(BLOBS + digest.hex(), size, digest);
        }
    }

    public BundleIndex {
        keys = List.copyOf(keys);
        repositories = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(repositories));
        entries = List.copyOf(entries);
    }

    byte[] write() {
        var json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("address", address)
                .put("version", version.toString());
        said.ifPresent(at -> json.put("said", at.toString()));
        keys.forEach(json.putArray("keys")::add);
        repositories.forEach(json.putObject("repositories")::put);
        var listed = json.putArray("entries");
        for (var entry : entries)
            listed.addObject()
                    .put("name", entry.name())
                    .put("size", entry.size())
                    .put("sha256", entry.digest().hex());
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static BundleIndex read(byte[] bytes) throws DamagedBundleException {
        try {
            var json = JSON.readTree(bytes);
            if (!json.path("format").asText().equals(FORMAT))
                throw new DamagedBundleException("its format is not " + FORMAT + "; a newer softservice may know it");
            var index = new BundleIndex(
                    json.path("address").asText(),
                    Version.parse(json.path("version").asText())
                            .orElseThrow(() -> new DamagedBundleException("it names no version")),
                    json.has("said")
                            ? Optional.of(Instant.parse(json.path("said").asText()))
                            : Optional.empty(),
                    texts(json.path("keys")),
                    repositories(json.path("repositories")),
                    entries(json.path("entries")));
            index.check();
            return index;
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException malformed) {
            throw new DamagedBundleException("its index is damaged", malformed);
        } catch (java.io.IOException e) {
            throw e instanceof DamagedBundleException damaged ? damaged : new DamagedBundleException("unreadable", e);
        }
    }

    private static List<String> texts(JsonNode json) {
        var texts = new ArrayList<String>();
        json.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Map<String, String> repositories(JsonNode json) {
        var repositories = new LinkedHashMap<String, String>();
        json.properties()
                .forEach(each -> repositories.put(each.getKey(), each.getValue().asText()));
        return repositories;
    }

    private static List<Entry> entries(JsonNode json) throws DamagedBundleException {
        if (json.size() > MOST_ENTRIES)
            throw new DamagedBundleException("it names more than " + MOST_ENTRIES + " entries");
        var entries = new ArrayList<Entry>();
        for (var each : json)
            entries.add(new Entry(
                    each.path("name").asText(),
                    each.path("size").asLong(-1),
                    new Digest("sha256:" + each.path("sha256").asText())));
        return entries;
    }

    private void check() throws DamagedBundleException {
        var names = new HashSet<String>();
        for (var entry : entries)
            if (!names.add(entry.name())) throw new DamagedBundleException("it names " + entry.name() + " twice");
        if (!names.contains(SIGNERS)) throw new DamagedBundleException("it holds no keys");
        if (!ADDRESS.matcher(address).matches() || !repositories.containsKey(address))
            throw new DamagedBundleException("it holds no repository of an address on a hub");
        for (var file : repositories.values())
            if (!names.contains(file)) throw new DamagedBundleException("it lacks a repository that its index names");
    }
}
