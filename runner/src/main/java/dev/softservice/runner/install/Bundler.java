package dev.softservice.runner.install;

import dev.softservice.runner.bundle.Bundle;
import dev.softservice.runner.bundle.BundleIndex;
import dev.softservice.runner.bundle.BundleIndex.Entry;
import dev.softservice.runner.bundle.GitBundle;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.OciIndex;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;

/**
 * {@code softservice bundle}: a release with all that it is made of in one file, for machines that reach no hub. It is checked as an installation checks it. The same state of the hub gives the
 * same bytes.
 */
public final class Bundler {
    private final Conversation conversation;
    private final Clock clock;

    public Bundler(Conversation conversation, Clock clock) {
        this.conversation = conversation;
        this.clock = clock;
    }

    /**
     * What the user asked for.
     *
     * @param source      on a hub
     * @param version     empty: the stable one
     * @param key         a file with the key to believe; empty: the hub's own
     * @param unprotected a key that comes over plain HTTP may be taken
     * @param stale       a statement of what is stable is good enough that has expired
     */
    public record Wish(
            Source source, Optional<Version> version, Optional<Path> key, boolean unprotected, boolean stale) {}

    /** @param keys fingerprints of the hub's keys, for people to compare where the bundle is installed */
    public record Made(Path file, String address, Version version, List<String> keys, long bytes) {}

    /** Writes {@code file} when all of it is there. What was fetched before a cut lies beside it, and is not fetched again. */
    public Made make(Wish wish, Path file) throws InterruptedException {
        if (wish.source().hub().isEmpty())
            throw InstallRefusal.input(
                    "a repository on disk carries no images: give its hub's address, https://HUB/OWNER/NAME");
        if (Files.isDirectory(file)) throw InstallRefusal.input(file + ": is a folder; name a file with -o FILE");
        var parts = new InstallationFolder(file.resolveSibling(file.getFileName() + ".parts"));
        try (var _ = parts.lock()) {
            // What was fetched another time may be more than is needed now, and the same hub is to give the same file.
            Folders.delete(parts.repository());
            Folders.delete(parts.releases());
            var made = new Making(wish, file, parts).made();
            Folders.delete(parts.root());
            return made;
        } catch (IOException failed) {
            throw InstallRefusal.platform(file + ": can't be written: " + Reason.of(failed));
        }
    }

    private AllowedSigners trust(Wish wish) throws InterruptedException {
        if (wish.key().isPresent()) return TrustedKeys.ofFile(wish.key().get());
        var risk = Supply.NETWORK.risk(wish.source());
        if (risk.isPresent() && !wish.unprotected()) {
            conversation.say(risk.get().what());
            if (!conversation.agree("Take the key that it shows?"))
                throw InstallRefusal.input(risk.get().what() + ": " + risk.get().remedy()
                        + ", give the key with --key FILE, or add --yes to take what it shows");
        }
        return Supply.NETWORK.keys(wish.source());
    }

    /** One that is being made. */
    private final class Making {
        private final Wish wish;
        private final Path file;
        private final InstallationFolder parts;
        private final Blobs blobs;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Bundle.Content> contents = new LinkedHashMap<>();
        private final Map<String, String> repositories = new LinkedHashMap<>();

        Making(Wish wish, Path file, InstallationFolder parts) {
            this.wish = wish;
            this.file = file;
            this.parts = parts;
            this.blobs = new Blobs(parts.images());
        }

        Made made() throws IOException, InterruptedException {
            var source = wish.source();
            var supply = new Noted(new NetworkSupply(wish.version().map(version -> new Supply.Wanted(version, true))));
            var state = InstallState.fresh(new InstallState.Place(source.defaultName(), source, "127.0.0.1"));
            var fetch = new ReleaseFetch(parts, conversation, clock, supply);
            var release = fetch.look(state, trust(wish), wish.stale());
            fetch.write(state.place(), release);
            var signers = parts.signers().orElseThrow();
            var kept = kept(release);
            var manifests = images(kept);
            add(BundleIndex.SIGNERS, signers.toString().getBytes(StandardCharsets.UTF_8));
            git(supply.asked, release.version());
            add("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
            add("index.json", OciIndex.write(listed(kept, manifests)));
            for (var image : kept.values()) add(image, Objects.requireNonNull(manifests.get(image.manifest())));
            var index = new BundleIndex(
                    source.url(),
                    release.version(),
                    release.word().map(StableStatement::issued),
                    List.copyOf(Repin.fingerprints(signers)),
                    repositories,
                    entries);
            conversation.progress("writing " + file);
            write(index);
            return new Made(file, source.url(), release.version(), index.keys(), Files.size(file));
        }

        /** Every image that was tested, by service. */
        private Map<String, KeptImage> kept(StableRelease release) {
            var composition = release.evidence().composition();
            var lacking = new TreeSet<>(composition.images().keySet());
            lacking.removeIf(service -> service.startsWith(Report.TEST_IMAGE));
            lacking.removeAll(composition.kept().keySet());
            if (!lacking.isEmpty())
                throw InstallRefusal.failed(release.tag().distro() + " " + release.version()
                        + ": its hub keeps no image of " + String.join(", ", lacking)
                        + ", so it can't be installed without a network; a release that is made now holds them, unless"
                        + " the hub's operator has said --pulled-images leave");
            return composition.kept();
        }

        private Map<Digest, ImageManifest> images(Map<String, KeptImage> kept) throws InterruptedException {
            var manifests = new TreeMap<Digest, ImageManifest>();
            if (kept.isEmpty()) return manifests;
            var fetch = new ImageFetch(parts.images(), conversation);
            try (var hub = new HubImages(
                    Supply.WantedImages.of(wish.source(), kept.values(), parts.images(), conversation::say))) {
                for (var image : kept.values())
                    if (!manifests.containsKey(image.manifest()))
                        manifests.put(image.manifest(), ImageFetch.manifest(hub, image));
                fetch.all(hub, manifests.values(), java.util.Set.of());
            }
            return manifests;
        }

        private Map<String, OciIndex.Listed> listed(Map<String, KeptImage> kept, Map<Digest, ImageManifest> manifests) {
            var listed = new TreeMap<String, OciIndex.Listed>();
            kept.forEach((service, image) -> listed.put(
                    service,
                    new OciIndex.Listed(
                            image,
                            Objects.requireNonNull(manifests.get(image.manifest()))
                                    .write()
                                    .length)));
            return listed;
        }

        private void git(List<String> urls, Version version) throws IOException {
            try (var repository = DistroRepository.open(parts.repository(), DistroRepository.Bounds.USUAL)) {
                for (var url : urls) {
                    boolean itself = url.equals(wish.source().url());
                    var refs = itself ? repository.needed(version) : repository.neededOfPart(ReleaseParts.under(url));
                    var name = "repositories/" + repositories.size() + ".bundle";
                    repositories.put(url, name);
                    add(name, written(repository, refs, parts.root().resolve(repositories.size() + ".bundle")));
                }
            }
        }

        private Path written(DistroRepository repository, Map<String, ObjectId> refs, Path to) throws IOException {
            try (var out = Files.newOutputStream(to)) {
                GitBundle.write(repository.repository(), refs, out);
            }
            return to;
        }

        private void add(String name, Path content) throws IOException {
            var hasher = Digest.hasher();
            try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), hasher)) {
                Files.copy(content, out);
            }
            entries.add(new Entry(name, Files.size(content), Digest.of(hasher)));
            contents.put(name, out -> Files.copy(content, out));
        }

        private void add(String name, byte[] content) {
            entries.add(new Entry(name, content.length, Digest.of(content)));
            contents.put(name, out -> out.write(content));
        }

        private void add(KeptImage image, ImageManifest manifest) {
            add(new ImageManifest.Blob(image.manifest(), manifest.write().length));
            manifest.blobs().forEach(this::add);
        }

        private void add(ImageManifest.Blob blob) {
            var entry = Entry.blob(blob.digest(), blob.size());
            if (contents.putIfAbsent(entry.name(), out -> blobs.copy(blob.digest(), out)) == null) entries.add(entry);
        }

        private void write(BundleIndex index) throws IOException {
            var half = file.resolveSibling(file.getFileName() + ".part");
            try {
                try (var out = new java.io.BufferedOutputStream(Files.newOutputStream(half), 1 << 16)) {
                    Bundle.write(index, entry -> Objects.requireNonNull(contents.get(entry.name())), out);
                }
                try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(half);
            }
        }
    }

    /** Notes what is fetched from. */
    private static final class Noted implements Supply {
        private final Supply from;
        private final List<String> asked = new ArrayList<>();

        Noted(Supply from) {
            this.from = from;
        }

        @Override
        public Optional<Wanted> wanted() {
            return from.wanted();
        }

        @Override
        public String git(String url) {
            if (!asked.contains(url)) asked.add(url);
            return from.git(url);
        }

        @Override
        public ImageSource images(WantedImages images) {
            return from.images(images);
        }

        @Override
        public AllowedSigners keys(Source source) throws InterruptedException {
            return from.keys(source);
        }

        @Override
        public Optional<Risk> risk(Source source) {
            return from.risk(source);
        }
    }
}
