package dev.softservice.runner.install;

import dev.softservice.runner.bundle.Bundle;
import dev.softservice.runner.bundle.BundleIndex.Entry;
import dev.softservice.runner.bundle.DamagedBundleException;
import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** The images of a release, out of its bundle. */
final class BundleImages implements ImageSource {
    private final Path file;
    private final Bundle bundle;
    private final Blobs blobs;

    /** @param folder where they come to */
    BundleImages(Path file, Bundle bundle, Path folder) {
        this(file, bundle, new Blobs(folder));
    }

    BundleImages(Path file, Bundle bundle, Blobs blobs) {
        this.file = file;
        this.bundle = bundle;
        this.blobs = blobs;
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public ImageManifest manifest(Digest digest) {
        var entry = entry(digest);
        if (entry.size() > ImageManifest.LARGEST) throw lacks(digest);
        take(entry);
        try {
            return ImageManifest.read(blobs.read(digest, ImageManifest.LARGEST));
        } catch (IOException malformed) {
            throw InstallRefusal.untrusted(file + ": the manifest " + digest.brief() + " " + Reason.of(malformed));
        }
    }

    @Override
    public void fetch(Blob blob, LongConsumer came) {
        var entry = entry(blob.digest());
        if (entry.size() != blob.size()) throw lacks(blob.digest());
        take(entry);
        came.accept(blob.size());
    }

    private Entry entry(Digest digest) {
        return bundle.blob(digest).orElseThrow(() -> lacks(digest));
    }

    private InstallRefusal lacks(Digest digest) {
        return InstallRefusal.input(file + ": holds no whole " + digest
                + ", which the release's evidence names: have the bundle made anew, or add --build to build from"
                + " source, which needs the network");
    }

    private void take(Entry entry) {
        if (blobs.has(entry.digest())) return;
        try (var content = bundle.open(entry)) {
            blobs.add(content);
        } catch (DamagedBundleException other) {
            throw InstallRefusal.untrusted(file + ": " + other.getMessage() + ": refused, nothing was changed");
        } catch (IOException failed) {
            throw InstallRefusal.platform(file + ": an image can't be unpacked: " + Reason.of(failed));
        }
    }

    @Override
    public void close() {
        // The bundle is whose it is.
    }
}
