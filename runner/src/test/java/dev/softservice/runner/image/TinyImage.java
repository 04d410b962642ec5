package dev.softservice.runner.image;

import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An image of a few bytes, and the archives that engines of several ages would write of it. */
public record TinyImage(List<byte[]> layers) {
    /** One layer for each of these texts; images that begin alike share layers. */
    public static TinyImage of(String... texts) {
        var layers = new ArrayList<byte[]>();
        for (var text : texts) layers.add(tar(List.of(new Entry("file", text.getBytes(StandardCharsets.UTF_8)))));
        return new TinyImage(List.copyOf(layers));
    }

    private record Entry(String name, byte[] content, String link) {
        Entry(String name, byte[] content) {
            this(name, content, "");
        }
    }

    private static byte[] tar(List<Entry> entries) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (var each : entries) {
                var entry = each.link().isEmpty()
                        ? new TarArchiveEntry(each.name())
                        : new TarArchiveEntry(each.name(), TarConstants.LF_SYMLINK);
                entry.setModTime(0);
                if (each.link().isEmpty()) entry.setSize(each.content().length);
                else entry.setLinkName(each.link());
                tar.putArchiveEntry(entry);
                if (each.link().isEmpty()) tar.write(each.content());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public byte[] config() {
        var ids = layers.stream().map(layer -> "\"" + Digest.of(layer) + "\"").toList();
        return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                        + ids + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public Digest id() {
        return Digest.of(config());
    }

    public ImageManifest manifest() {
        return new ImageManifest(
                new ImageManifest.Blob(id(), config().length),
                layers.stream()
                        .map(layer -> new ImageManifest.Blob(Digest.of(layer), layer.length))
                        .toList());
    }

    public KeptImage kept() {
        return new KeptImage(
                id(),
                Digest.of(manifest().write()),
                Optional.of(new Architecture("amd64")),
                manifest().size());
    }

    /** As engines write it since 25. */
    public byte[] saved() {
        var entries = new ArrayList<Entry>();
        entries.add(new Entry("blobs/sha256/" + id().hex(), config()));
        var names = new ArrayList<String>();
        for (var layer : layers) {
            names.add("\"blobs/sha256/" + Digest.of(layer).hex() + "\"");
            entries.add(new Entry("blobs/sha256/" + Digest.of(layer).hex(), layer));
        }
        entries.add(list("blobs/sha256/" + id().hex(), names));
        return tar(entries);
    }

    /** As engines wrote it before: each layer in a folder of its own, a repeated one as a link. */
    public byte[] savedAsBefore() {
        var entries = new ArrayList<Entry>();
        var names = new ArrayList<String>();
        for (int i = 0; i < layers.size(); i++) {
            int first = layers.indexOf(layers.get(i));
            var name = "0" + i + "/layer.tar";
            names.add("\"" + name + "\"");
            entries.add(new Entry("0" + i + "/VERSION", "1.0".getBytes(StandardCharsets.UTF_8)));
            entries.add(new Entry(name, layers.get(i), first == i ? "" : "../0" + first + "/layer.tar"));
        }
        entries.add(new Entry(id().hex() + ".json", config()));
        entries.add(list(id().hex() + ".json", names));
        return tar(entries);
    }

    /** As an engine would write it that has mixed it up with another one: its configuration with the other's layers. */
    byte[] savedWith(TinyImage other) {
        var names = new ArrayList<String>();
        var entries = new ArrayList<Entry>();
        entries.add(new Entry("blobs/sha256/" + id().hex(), config()));
        for (var layer : other.layers()) {
            names.add("\"blobs/sha256/" + Digest.of(layer).hex() + "\"");
            entries.add(new Entry("blobs/sha256/" + Digest.of(layer).hex(), layer));
        }
        entries.add(list("blobs/sha256/" + id().hex(), names));
        return tar(entries);
    }

    /** As an engine with containerd's image store writes it: layers compressed as they were pulled, found by an index. */
    public byte[] savedByContainerd() {
        var entries = new ArrayList<Entry>();
        var names = new ArrayList<String>();
        var descriptors = new ArrayList<String>();
        entries.add(new Entry("blobs/sha256/" + id().hex(), config()));
        for (var layer : layers) {
            var zipped = zipped(layer);
            names.add("\"blobs/sha256/" + Digest.of(zipped).hex() + "\"");
            descriptors.add("{\"digest\":\"" + Digest.of(zipped) + "\"}");
            entries.add(new Entry("blobs/sha256/" + Digest.of(zipped).hex(), zipped));
        }
        var manifest = containerdManifest(descriptors);
        entries.add(new Entry("blobs/sha256/" + Digest.of(manifest).hex(), manifest));
        entries.add(new Entry(
                "index.json",
                ("{\"manifests\":[{\"digest\":\"" + Digest.of(manifest) + "\"}]}").getBytes(StandardCharsets.UTF_8)));
        entries.add(list("blobs/sha256/" + id().hex(), names));
        return tar(entries);
    }

    private byte[] containerdManifest(List<String> descriptors) {
        return ("{\"config\":{\"digest\":\"" + id() + "\"},\"layers\":" + descriptors + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What that engine calls it. */
    public Digest idByContainerd() {
        return Digest.of(containerdManifest(layers.stream()
                .map(layer -> "{\"digest\":\"" + Digest.of(zipped(layer)) + "\"}")
                .toList()));
    }

    private static byte[] zipped(byte[] layer) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(layer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Entry list(String config, List<String> layers) {
        return new Entry(
                "manifest.json",
                ("[{\"Config\":\"" + config + "\",\"RepoTags\":null,\"Layers\":" + layers + "}]")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
