package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;

/** A bundle as another hub takes it, which is to serve what is in it: believed as an installation believes it whose user gives the key of the hub that it comes from. */
public final class MirrorBundle implements AutoCloseable {
    private final Path file;
    private final BundleSupply supply;
    private final Path scratch;
    private final StableRelease release;
    private final List<Part> parts;

    private MirrorBundle(Path file, BundleSupply supply, Path scratch, StableRelease release, List<Part> parts) {
        this.file = file;
        this.supply = supply;
        this.scratch = scratch;
        this.release = release;
        this.parts = parts;
    }

    /** @param stale a statement of what is stable is good enough that has expired */
    public record Trust(Path key, boolean stale) {}

    /**
     * A repository of the hub that it comes from.
     *
     * @param name   {@code owner/name}
     * @param folder a bare repository that has all of it
     * @param refs   full names of what is to be there, and what they point to
     */
    public record Part(String name, Path folder, Map<String, ObjectId> refs) {
        public Part {
            refs = Map.copyOf(refs);
        }
    }

    /**
     * Checks all but the images.
     *
     * @param believed what stands in {@code owner/name} already of the hub's words, by their refs: nothing older is taken
     * @param scratch  a folder of its own until it is closed; what a crash has left there goes
     * @throws InstallRefusal for whatever can't be believed
     */
    public static MirrorBundle open(
            Path file, Trust trust, Function<String, Map<String, byte[]>> believed, Path scratch, Clock clock) {
        Folders.delete(scratch);
        BundleSupply supply;
        try {
            supply = BundleSupply.open(file, new StateFolder(scratch));
        } catch (RuntimeException refused) {
            Folders.delete(scratch);
            throw refused;
        }
        try {
            var source = supply.source();
            var hub = source.hub().orElseThrow();
            var name = source.url().substring(hub.length() + 1);
            var folder = new InstallationFolder(scratch.resolve("checked"));
            StateFolder.makePrivate(folder.root());
            var state = InstallState.fresh(new InstallState.Place(source.defaultName(), source, "127.0.0.1"));
            try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL)) {
                repository.remember(believed.apply(name));
            }
            var fetch = new ReleaseFetch(folder, new Silent(), clock, supply);
            var release = fetch.look(state, TrustedKeys.ofFile(trust.key()), trust.stale());
            fetch.write(state.place(), release);
            return new MirrorBundle(file, supply, scratch, release, parts(supply, folder, release, hub));
        } catch (IOException failed) {
            close(supply, scratch);
            throw new UncheckedIOException(failed);
        } catch (RuntimeException refused) {
            close(supply, scratch);
            throw refused;
        }
    }

    private static List<Part> parts(BundleSupply supply, InstallationFolder folder, StableRelease release, String hub)
            throws IOException {
        var parts = new ArrayList<Part>();
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL)) {
            for (var url : supply.addresses()) {
                // What is elsewhere than on its hub is fetched from there by those who install it.
                if (!url.startsWith(hub + "/")) continue;
                boolean itself = url.equals(supply.source().url());
                var refs = itself
                        ? repository.needed(release.version())
                        : repository.neededOfPart(ReleaseParts.under(url));
                if (!refs.isEmpty())
                    parts.add(new Part(url.substring(hub.length() + 1), Path.of(URI.create(supply.git(url))), refs));
            }
        }
        return parts;
    }

    /** Where it was fetched from. */
    public String address() {
        return supply.source().url();
    }

    public Version version() {
        return release.version();
    }

    /** By service. */
    public Map<String, KeptImage> images() {
        return release.evidence().composition().kept();
    }

    /** The distro's own repository first, then those of what it is made of. */
    public List<Part> repositories() {
        return List.copyOf(parts);
    }

    /** Takes all images over, each blob compared with what the evidence leads to. */
    public void fill(Blobs blobs) {
        var source = new BundleImages(file, supply.bundle(), blobs);
        try {
            var seen = new LinkedHashMap<String, KeptImage>();
            images().values().forEach(image -> seen.put(image.manifest().text(), image));
            for (var image : seen.values()) {
                var manifest = ImageFetch.manifest(source, image);
                for (var blob : manifest.blobs()) source.fetch(blob, _ -> {});
                ImageFetch.compare(source, manifest);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException("stopped while images were taken over"));
        }
    }

    @Override
    public void close() {
        close(supply, scratch);
    }

    private static void close(BundleSupply supply, Path scratch) {
        supply.close();
        Folders.delete(scratch);
    }

    /** Nobody is asked, and what is said is in the refusals. */
    private static final class Silent implements Conversation {
        @Override
        public void say(String line) {}

        @Override
        public void progress(Progress what) {}

        @Override
        public boolean interactive() {
            return false;
        }

        @Override
        public String ask(String question) {
            return "";
        }

        @Override
        public boolean agree(String question) {
            return false;
        }
    }
}
