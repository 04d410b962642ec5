package dev.softservice.server.image;

import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.SavedImages;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Report;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Verifier;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The very images that releases were tested with. They are written out of the engine before a release's tag is, and stay as long as a release needs them. Rows come
 * after blobs: what a crash leaves has no row, is swept away, and is written again.
 */
public final class ImageStore {
    private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);

    private final Database database;
    private final Blobs blobs;
    private final Verifier verifier;
    private final Rules rules;
    private final Clock clock;
    /** One engine writes images out one after the other, and nothing is swept away meanwhile. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The operator's settings.
     *
     * @param pulled whether images that came from a registry are kept too; else they stay where they are
     * @param space  bytes that all images may take; beyond it, older releases lose theirs
     * @param registry where those of everybody's releases are brought to as well; empty: nowhere
     */
    public record Rules(boolean pulled, long space, Optional<Registry> registry) {
        public static final Rules USUAL = new Rules(true, 100L << 30, Optional.empty());
    }

    /**
     * A release whose images are to be kept.
     *
     * @param of     the repository, as it is named now
     * @param report of the run that the release was tested in
     */
    public record Wanted(long release, HostedRepository of, String version, Report report) {
        long repository() {
            return of.id();
        }
    }

    public ImageStore(Database database, Blobs blobs, Verifier verifier, Rules rules, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.verifier = verifier;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Keeps a release's images, which takes as long as the engine takes to write them out; done again, it changes nothing. Returns what the maintainers should know: which
     * images could not be kept.
     *
     * @throws RuntimeException where engine, disk, space or the registry are in the way; to be tried again
     */
    public Optional<String> keep(Wanted wanted) {
        lock.lock();
        try {
            if (database.read(handle -> ImageTable.isSettled(handle, wanted.release()))) return Optional.empty();
            makeRoom();
            var batch = new Batch();
            wanted.report().images().forEach((service, reference) -> {
                boolean test = service.startsWith(Report.TEST_IMAGE);
                if (!test && (rules.pulled() || !reference.contains("@"))) batch.add(service, reference);
            });
            var images = placed(wanted, batch.kept());
            database.run(handle -> {
                for (var image : images.values()) ImageTable.needs(handle, image.manifest(), manifest(image));
                ImageTable.settle(handle, wanted, images, clock.instant());
            });
            return batch.trouble();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever may read a registry may read all of it, so it gets what everybody may read anyway. */
    private Map<String, KeptImage> placed(Wanted wanted, Map<String, KeptImage> images) {
        var placed = new TreeMap<String, KeptImage>();
        var registry = rules.registry().filter(_ -> !wanted.of().isPrivate());
        if (registry.isEmpty() || images.isEmpty()) {
            images.forEach((service, image) -> placed.put(service, image.at(Optional.empty())));
            return placed;
        }
        var place = registry.get().place(wanted.of().name());
        try (var push = new RegistryPush(registry.get(), place, blobs)) {
            images.forEach((service, image) -> {
                push.bring(image, manifest(image), wanted.version() + "-" + service);
                placed.put(service, image.at(Optional.of(place)));
            });
        }
        return placed;
    }

    private ImageManifest manifest(KeptImage image) {
        try {
            return ImageManifest.read(blobs.read(image.manifest(), ImageManifest.LARGEST));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The images of one release on their way here. */
    private final class Batch {
        private final Map<String, KeptImage> found = new TreeMap<>();
        /** By the engine's ids: who is waiting for them. */
        private final Map<String, List<String>> missing = new TreeMap<>();

        private final List<String> gone = new ArrayList<>();

        void add(String service, String reference) {
            var id = verifier.findImage(reference);
            if (id.isEmpty()) {
                var known = known(reference);
                known.ifPresentOrElse(image -> found.put(service, image), () -> gone.add(service));
                return;
            }
            var known = known(id.get());
            if (known.isPresent()) found.put(service, known.get());
            else missing.computeIfAbsent(id.get(), _ -> new ArrayList<>()).add(service);
        }

        private Optional<KeptImage> known(String id) {
            return Digest.read(id).flatMap(digest -> database.read(handle -> ImageTable.known(handle, digest)));
        }

        Map<String, KeptImage> kept() throws IOException {
            if (!missing.isEmpty()) save();
            return found;
        }

        private void save() throws IOException {
            try (var archive = verifier.saveImages(List.copyOf(missing.keySet()))) {
                var saved = SavedImages.read(archive, blobs);
                missing.forEach((id, services) -> {
                    var image = saved.stream()
                            .filter(each -> Digest.read(id)
                                    .filter(each.names()::contains)
                                    .isPresent())
                            .findFirst();
                    if (image.isEmpty()) gone.addAll(services);
                    else
                        services.forEach(
                                service -> found.put(service, image.get().image()));
                });
            } catch (SavedImages.UnusableException unusable) {
                LOG.warn("images can't be kept: {}", unusable.getMessage());
                missing.values().forEach(gone::addAll);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped while images were written out");
            }
        }

        Optional<String> trouble() {
            return gone.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the engine no longer has the very image that was tested of "
                            + String.join(", ", gone.stream().sorted().toList())
                            + ": users who install this release have to build it");
        }
    }

    /** Brings blobs of images in. */
    public interface Filling {
        void into(Blobs blobs);
    }

    /** Takes over the images of a release of another hub; the last two of a distro stay. Done again, it changes nothing. */
    public void take(long repository, String version, Map<String, KeptImage> images, Filling filling) {
        lock.lock();
        try {
            filling.into(blobs);
            database.run(handle -> {
                for (var image : images.values()) ImageTable.needs(handle, image.manifest(), manifest(image));
                CopyTable.take(handle, repository, version, images);
            });
        } finally {
            lock.unlock();
        }
    }

    /** Of releases of another hub, by version, the newest first, and by service. */
    public Map<String, Map<String, KeptImage>> copies(long repository) {
        return database.read(handle -> CopyTable.of(handle, repository));
    }

    /** Beyond the space that there is, releases which have a newer one lose their images, the oldest first. */
    private void makeRoom() {
        if (database.read(ImageTable::space) < rules.space()) return;
        for (var old = database.read(ImageTable::superseded);
                old.isPresent() && database.read(ImageTable::space) >= rules.space();
                old = database.read(ImageTable::superseded)) {
            long release = old.get();
            database.run(handle -> ImageTable.drop(handle, release));
            LOG.info(
                    "the images of release {} are given up: those of all releases take more than --image-space",
                    release);
            sweep();
        }
        if (database.read(ImageTable::space) >= rules.space())
            throw Refusal.of(
                    Refusal.Kind.BUSY,
                    "the images of the newest releases take all of --image-space (" + (rules.space() >> 20)
                            + " MiB), so further releases wait: give more");
    }

    /** Removes blobs that no release needs; returns how many. */
    public int collect() {
        lock.lock();
        try {
            return sweep();
        } finally {
            lock.unlock();
        }
    }

    private int sweep() {
        var needed = new java.util.HashSet<Digest>();
        database.run(handle -> needed.addAll(ImageTable.needed(handle)));
        var removed = new AtomicInteger();
        blobs.forEach((digest, _) -> {
            if (needed.contains(digest)) return;
            try {
                blobs.delete(digest);
                removed.incrementAndGet();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        return removed.get();
    }

    /** By service name; empty: its release holds none. */
    public Map<String, KeptImage> of(long release) {
        return database.read(handle -> ImageTable.of(handle, release));
    }

    /** Bytes that all kept images take together. */
    public long space() {
        return database.read(ImageTable::space);
    }

    /** The file of a blob or a manifest, where an image of this repository needs it. */
    public Optional<Path> file(long repository, Digest digest) {
        return database.read(handle -> ImageTable.isOf(handle, repository, digest))
                ? Optional.of(blobs.path(digest))
                : Optional.empty();
    }

    /** As above, of manifests only. */
    public Optional<Path> manifest(long repository, Digest digest) {
        return database.read(handle -> ImageTable.isManifest(handle, digest))
                ? file(repository, digest)
                : Optional.empty();
    }
}
