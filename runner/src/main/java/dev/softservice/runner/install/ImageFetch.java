package dev.softservice.runner.install;

import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Fetches images whole, and compares them with what a release's evidence says of them. */
final class ImageFetch {
    private static final int AT_ONCE = 4;

    private final Path folder;
    private final Conversation conversation;

    /** @param folder where they come to */
    ImageFetch(Path folder, Conversation conversation) {
        this.folder = folder;
        this.conversation = conversation;
    }

    /** What the evidence names, with what it says of it. @throws InstallRefusal where it says something else */
    static ImageManifest manifest(ImageSource hub, KeptImage image) throws InterruptedException {
        var manifest = hub.manifest(image.manifest());
        if (!manifest.config().digest().equals(image.id()) || manifest.size() != image.size())
            throw InstallRefusal.untrusted("the release's evidence contradicts itself about the image "
                    + image.id().brief() + ": refused, nothing was changed");
        return manifest;
    }

    /** All blobs but those in {@code here}, several at once, each checked. */
    void all(ImageSource hub, Collection<ImageManifest> manifests, Set<Digest> here) throws InterruptedException {
        var wanted = manifests.stream()
                .flatMap(manifest -> manifest.blobs().stream())
                .filter(blob -> !here.contains(blob.digest()))
                .distinct()
                .toList();
        long all = wanted.stream().mapToLong(Blob::size).sum();
        requireSpace(2 * all);
        var progress = new FetchProgress(all, conversation);
        var turns = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (var blob : wanted)
                tasks.add(threads.submit(() -> {
                    turns.acquire();
                    try {
                        hub.fetch(blob, progress::came);
                    } finally {
                        turns.release();
                    }
                    return null;
                }));
            try {
                for (var task : tasks) task.get();
            } catch (ExecutionException failed) {
                throw cause(failed);
            } finally {
                threads.shutdownNow();
            }
        }
        for (var manifest : manifests) compare(hub, manifest);
        progress.done();
    }

    /** An image's configuration names its layers; the manifest has to name the same ones. */
    static void compare(ImageSource hub, ImageManifest manifest) {
        try {
            var config = hub.blobs().read(manifest.config().digest(), ImageManifest.LARGEST);
            if (!ImageManifest.layersOf(config)
                    .equals(manifest.layers().stream().map(Blob::digest).toList()))
                throw new IOException("it names other layers than its manifest");
        } catch (IOException wrong) {
            throw InstallRefusal.untrusted(
                    "the image " + manifest.config().digest().brief() + " can't be believed: " + wrong.getMessage());
        }
    }

    /** The layers lie here and in what the engine unpacks them to. */
    private void requireSpace(long bytes) {
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes)
                throw InstallRefusal.platform(
                        "its images need " + FetchProgress.megabytes(bytes) + " MB on the disk of " + folder + ", and "
                                + FetchProgress.megabytes(free) + " MB are free: make room");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static RuntimeException cause(ExecutionException failed) throws InterruptedException {
        return switch (failed.getCause()) {
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException runtime -> runtime;
            case IOException io -> new UncheckedIOException(io);
            case null, default -> new IllegalStateException(failed);
        };
    }
}
