package dev.softservice.runner.install;

import dev.softservice.runner.bundle.Bundle;
import dev.softservice.runner.bundle.BundleIndex;
import dev.softservice.runner.bundle.DamagedBundleException;
import dev.softservice.runner.bundle.GitBundle;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.files.LockFile;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What a bundle holds, and nothing else: no network is asked. Close it to remove what was unpacked. */
public final class BundleSupply implements Supply, AutoCloseable {
    private static final int LARGEST_KEYS = 64 << 10;
    private static final String LOCK = "lock";
    private static final Comparator<BundleIndex> NEWNESS = Comparator.comparing(
                    (BundleIndex index) -> index.said().orElse(Instant.EPOCH))
            .thenComparing(BundleIndex::version);

    private final Path file;
    private final Bundle bundle;
    private final AllowedSigners keys;
    private final Path folder;
    private final LockFile lock;
    private final Map<String, String> unpacked = new HashMap<>();

    private BundleSupply(Path file, Bundle bundle, AllowedSigners keys, LockFile lock, Path folder) {
        this.file = file;
        this.bundle = bundle;
        this.keys = keys;
        this.lock = lock;
        this.folder = folder;
    }

    /** {@code folders}: where repositories are unpacked while it is open. @throws InstallRefusal where it is no whole bundle */
    public static BundleSupply open(Path file, StateFolder folders) {
        try {
            var bundle = Bundle.open(file);
            try {
                var keys = keys(file, bundle);
                var root = folders.root().resolve("bundles");
                StateFolder.makePrivate(root);
                try (var _ = LockFile.hold(root.resolve(LOCK))) {
                    var folder = fresh(root);
                    var lock = LockFile.tryHold(folder.resolve(LOCK)).orElseThrow();
                    return new BundleSupply(file, bundle, keys, lock, folder);
                }
            } catch (IOException | RuntimeException unusable) {
                bundle.close();
                throw unusable;
            }
        } catch (IOException unreadable) {
            throw refuse(file, unreadable);
        }
    }

    /**
     * The bundle of a distro in {@code folder} that says the newest of what is stable; what it says is checked later.
     *
     * @throws InstallRefusal where there is none
     */
    static BundleSupply newest(Path folder, Source of, StateFolder folders) {
        Optional<Path> newest = Optional.empty();
        Optional<BundleIndex> said = Optional.empty();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(each -> each.getFileName().toString().endsWith(".bundle"))
                    .sorted()
                    .toList()) {
                var index = indexOf(file).filter(each -> each.address().equals(of.url()));
                if (index.isEmpty() || said.isPresent() && NEWNESS.compare(index.get(), said.get()) <= 0) continue;
                newest = Optional.of(file);
                said = index;
            }
        } catch (IOException unreadable) {
            throw InstallRefusal.input(folder + ": can't be read: " + Reason.of(unreadable));
        }
        return open(
                newest.orElseThrow(() -> InstallRefusal.unreachable(
                        folder + ": holds no bundle of " + of.url() + "; softservice bundle makes one")),
                folders);
    }

    /** One that is being copied there at this moment is none yet. */
    private static Optional<BundleIndex> indexOf(Path file) {
        try (var bundle = Bundle.open(file)) {
            return Optional.of(bundle.index());
        } catch (IOException noBundle) {
            return Optional.empty();
        }
    }

    /** A folder of its own beside those of others; what a crash has left there is removed. */
    private static Path fresh(Path root) throws IOException {
        try (var left = Files.list(root)) {
            for (var each : left.filter(Files::isDirectory).toList())
                if (!LockFile.isHeld(each.resolve(LOCK))) Folders.delete(each);
        }
        return Files.createTempDirectory(root, "");
    }

    private static AllowedSigners keys(Path file, Bundle bundle) throws IOException {
        var keys = AllowedSigners.parse(
                new String(bundle.read(BundleIndex.SIGNERS, LARGEST_KEYS), StandardCharsets.UTF_8));
        if (keys.signers().isEmpty()
                || !List.copyOf(Repin.fingerprints(keys)).equals(bundle.index().keys()))
            throw InstallRefusal.untrusted(
                    file + ": holds other keys than its index names: refused; have the bundle made anew");
        return keys;
    }

    private static InstallRefusal refuse(Path file, IOException unusable) {
        return unusable instanceof DamagedBundleException
                ? InstallRefusal.input(file + ": this is no whole bundle: " + Reason.of(unusable)
                        + "; softservice bundle makes one, and it has to be copied whole")
                : InstallRefusal.input(file + ": can't be read: " + Reason.of(unusable));
    }

    /** The distro's address on its hub, which is where newer releases are looked for from now on. */
    public Source source() {
        return Source.parse(bundle.index().address(), folder);
    }

    /** Of all repositories that it holds. */
    List<String> addresses() {
        return List.copyOf(bundle.index().repositories().keySet());
    }

    Bundle bundle() {
        return bundle;
    }

    @Override
    public Optional<Wanted> wanted() {
        return Optional.of(new Wanted(bundle.index().version(), false));
    }

    @Override
    public String git(String url) {
        var known = unpacked.get(url);
        if (known != null) return known;
        var entry = bundle.repository(url)
                .orElseThrow(() -> InstallRefusal.input(file + ": holds nothing of " + url
                        + (url.equals(bundle.index().address())
                                ? ""
                                : "; it is a bundle of " + bundle.index().address())));
        var place = folder.resolve(unpacked.size() + ".git");
        try (var content = bundle.open(entry)) {
            JgitConfiguration.isolate();
            GitBundle.unpack(content, place);
        } catch (IOException unusable) {
            throw refuse(file, unusable);
        }
        var there = place.toUri().toString();
        unpacked.put(url, there);
        return there;
    }

    @Override
    public ImageSource images(WantedImages wanted) {
        return new BundleImages(file, bundle, wanted.folder());
    }

    @Override
    public AllowedSigners keys(Source source) {
        return keys;
    }

    @Override
    public Optional<Risk> risk(Source source) {
        return Optional.of(new Risk(
                file + " names the key " + String.join(", ", new TreeSet<>(Repin.fingerprints(keys)))
                        + " itself, and anybody through whose hands it went can have put theirs into it",
                "compare it with what the hub's operator tells you"));
    }

    @Override
    public void close() {
        try (bundle;
                lock) {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
