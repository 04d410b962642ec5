package dev.softservice.runner.install;

import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.image.LoadArchive;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ImagePlan.Exact;
import dev.softservice.runner.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Brings the very images that a release was tested with from its hub to the engine here. Every digest is checked on the way, and at the end the engine's own id is compared; a
 * difference is a refusal. What the engine has already is not fetched.
 */
final class ImageCourier {
    private static final int AT_ONCE = 4;

    private final Source source;
    private final Path folder;
    private final Machine.Shelf shelf;
    private final Conversation conversation;

    /** @param folder for what is on its way; gone afterwards, but kept where it is cut off */
    ImageCourier(Source source, Path folder, Machine.Shelf shelf, Conversation conversation) {
        this.source = source;
        this.folder = folder;
        this.shelf = shelf;
        this.conversation = conversation;
    }

    /** Does nothing where everything is there. @throws InstallRefusal where something can't be had as it was tested */
    void bring(Plan plan) throws InterruptedException {
        var missing = new LinkedHashMap<String, KeptImage>();
        for (var container : plan.environment().containers()) {
            if (container.image() instanceof Exact exact && !shelf.has(exact))
                missing.putIfAbsent(exact.name(), exact.image());
        }
        if (missing.isEmpty()) return;
        try (var hub = new HubImages(source, folder)) {
            var manifests = new LinkedHashMap<KeptImage, ImageManifest>();
            for (var image : missing.values()) manifests.put(image, manifest(hub, image));
            var here = here(manifests.values());
            fetch(hub, manifests.values(), here);
            load(new LoadArchive(hub.blobs(), missing, here));
            if (!here.isEmpty() && !missing.values().stream().allMatch(this::isHere)) {
                // An engine that wants layers again which it has: it gets them.
                fetch(hub, manifests.values(), Set.of());
                load(new LoadArchive(hub.blobs(), missing, Set.of()));
            }
        }
        for (var image : missing.values())
            if (!isHere(image))
                throw InstallRefusal.untrusted("the engine here does not call the image "
                        + image.id().brief() + " as the release's evidence does, although all of it is as tested:"
                        + " refused, nothing was changed; --build builds from source");
        Folders.delete(folder);
    }

    private boolean isHere(KeptImage image) {
        try {
            return shelf.has(new Exact(image));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ImageManifest manifest(HubImages hub, KeptImage image) throws InterruptedException {
        var manifest = hub.manifest(image.manifest());
        if (!manifest.config().digest().equals(image.id()) || manifest.size() != image.size())
            throw InstallRefusal.untrusted("the release's evidence contradicts itself about the image "
                    + image.id().brief() + ": refused, nothing was changed");
        return manifest;
    }

    /** Layers that need not be fetched: with all below them they are the beginning of an image that the engine has. */
    private Set<Digest> here(Collection<ImageManifest> manifests) throws InterruptedException {
        var chains = shelf.chains();
        var here = new HashSet<Digest>();
        var needed = new HashSet<Digest>();
        for (var manifest : manifests) {
            var layers = manifest.layers().stream().map(Blob::digest).toList();
            int common = chains.stream()
                    .mapToInt(chain -> common(chain, layers))
                    .max()
                    .orElse(0);
            here.addAll(layers.subList(0, common));
            needed.addAll(layers.subList(common, layers.size()));
        }
        here.removeAll(needed);
        return here;
    }

    private static int common(List<Digest> one, List<Digest> other) {
        int most = Math.min(one.size(), other.size());
        for (int i = 0; i < most; i++) if (!one.get(i).equals(other.get(i))) return i;
        return most;
    }

    private void fetch(HubImages hub, Collection<ImageManifest> manifests, Set<Digest> here)
            throws InterruptedException {
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
    private static void compare(HubImages hub, ImageManifest manifest) {
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

    private void load(LoadArchive archive) throws InterruptedException {
        conversation.progress(new Progress.Doing("loading images"));
        shelf.load(archive);
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
