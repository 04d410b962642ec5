package dev.softservice.runner.install;

import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.image.LoadArchive;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ImagePlan.Exact;
import dev.softservice.runner.plan.Plan;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Brings the very images that a release was tested with to the engine here. Every digest is checked on the way, and at the end the engine's own id is compared; a
 * difference is a refusal. What the engine has already is not fetched.
 */
final class ImageCourier {
    private final Function<Collection<KeptImage>, ImageSource> source;
    private final Path folder;
    private final Machine.Shelf shelf;
    private final Conversation conversation;

    /**
     * @param source opened only where something is missing, for that
     * @param folder for what is on its way; gone afterwards, but kept where it is cut off
     */
    ImageCourier(
            Function<Collection<KeptImage>, ImageSource> source,
            Path folder,
            Machine.Shelf shelf,
            Conversation conversation) {
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
        var fetch = new ImageFetch(folder, conversation);
        try (var hub = source.apply(missing.values())) {
            var manifests = new LinkedHashMap<KeptImage, ImageManifest>();
            for (var image : missing.values()) manifests.put(image, ImageFetch.manifest(hub, image));
            var here = here(manifests.values());
            fetch.all(hub, manifests.values(), here);
            load(new LoadArchive(hub.blobs(), missing, here));
            if (!here.isEmpty() && !missing.values().stream().allMatch(this::isHere)) {
                // An engine that wants layers again which it has: it gets them.
                fetch.all(hub, manifests.values(), Set.of());
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

    private void load(LoadArchive archive) throws InterruptedException {
        conversation.progress(new Progress.Doing("loading images"));
        shelf.load(archive);
    }
}
