package dev.softservice.runner.install;

import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** The local bare copy of a distro's repository: its stable branch, the release tags that point to it, and the notes that hold evidence. */
final class DistroRepository implements AutoCloseable {
    static final String STABLE = "refs/heads/stable";
    static final String NOTES = "refs/notes/verification";
    /** Where a word of the hub is that was shown last; nothing of it is believed yet. */
    private static final String SHOWN = "refs/shown/";
    /** What the hub itself and its root key have to say, in blobs. */
    private static final List<String> WORDS = List.of(StableStatement.REF, KeyDelegation.REF);

    private static final int MOST_CANDIDATES = 20;
    private static final int LARGEST_TAG = 64 << 10;

    /** Each look that finds something new brings a pack; git tidies a repository with more than this many of them. */
    private static final int MOST_PACKS = 50;

    private final FileRepository repository;
    private final Bounds bounds;
    private final Supply supply;

    private DistroRepository(FileRepository repository, Bounds bounds, Supply supply) {
        this.repository = repository;
        this.bounds = bounds;
        this.supply = supply;
    }

    /** What a server may cost: how long it may take, how long it may be silent, and how many bytes it may bring. */
    record Bounds(Duration total, Duration silence, long bytes) {
        /** For a look in passing, while somebody waits and another process may hold the repository. */
        static final Bounds GLANCE = new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(5), 64L << 20);

        /** For the code that holds the repository. */
        static final Bounds USUAL = new Bounds(Duration.ofMinutes(20), Duration.ofSeconds(60), 4L << 30);
    }

    /** Opens the bare repository in {@code folder}, making it where there is none. It fetches over the network. */
    static DistroRepository open(Path folder, Bounds bounds) {
        return open(folder, bounds, Supply.NETWORK);
    }

    /** @param supply where it fetches from */
    static DistroRepository open(Path folder, Bounds bounds, Supply supply) {
        try {
            JgitConfiguration.isolate();
            var repository = new FileRepository(folder.toFile());
            if (!Files.exists(folder.resolve("HEAD"))) repository.create(true);
            return new DistroRepository(repository, bounds, supply);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Repository repository() {
        return repository;
    }

    /**
     * Fetches what {@code stable} points to, its release tags, all evidence, and the hub's statement of what is stable. @throws InstallRefusal where the hub can't be asked or
     * has nothing to offer
     */
    void fetch(String url) {
        forgetShown();
        fetch(url, connection -> wanted(url, connection));
    }

    /** Fetches what hub and root key say alone, for a look in passing. Returns whether there is a statement of what is stable. */
    boolean fetchWords(String url) {
        forgetShown();
        fetch(url, DistroRepository::words);
        return shown(StableStatement.REF).isPresent();
    }

    private static List<RefSpec> words(FetchConnection connection) {
        return WORDS.stream()
                .filter(ref -> connection.getRef(ref) != null)
                .map(ref -> new RefSpec("+" + ref + ":" + SHOWN + ref))
                .toList();
    }

    /** Fetches the release tag that a statement names, in the place of one that was shown and not believed. */
    void fetchTag(String url, StableStatement.Named named) {
        var ref = Constants.R_TAGS + named.version().tag();
        if (isHere(ref, named)) return;
        fetch(
                url,
                connection -> connection.getRef(ref) == null ? List.of() : List.of(new RefSpec("+" + ref + ":" + ref)));
    }

    /** Fetches the tag of a release that no statement names. @throws InstallRefusal where it has moved since it was fetched */
    void fetchTag(String url, Version version) {
        var ref = Constants.R_TAGS + version.tag();
        fetch(url, connection -> connection.getRef(ref) == null ? List.of() : List.of(new RefSpec(ref + ":" + ref)));
    }

    private boolean isHere(String ref, StableStatement.Named named) {
        try {
            var tag = repository.exactRef(ref);
            if (tag == null) return false;
            var object = repository.open(tag.getObjectId());
            return object.getSize() <= LARGEST_TAG
                    && StableStatement.digest(object.getBytes()).equals(named.tag());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The word that was fetched last. */
    Optional<byte[]> shown(String word) {
        return blob(SHOWN + word);
    }

    /** The newest one that was believed here. */
    Optional<byte[]> believed(String word) {
        return blob(word);
    }

    /** Words that were believed elsewhere, by their refs: nothing older is believed here. */
    void remember(Map<String, byte[]> words) {
        try (var inserter = repository.newObjectInserter()) {
            for (var word : WORDS) {
                var content = words.get(word);
                if (content == null) continue;
                var id = inserter.insert(Constants.OBJ_BLOB, content);
                inserter.flush();
                var update = repository.updateRef(word);
                update.setNewObjectId(id);
                move(update.forceUpdate(), word);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nothing older than what is shown is believed. */
    void believeShown(String word) {
        try {
            var shown = repository.exactRef(SHOWN + word);
            if (shown == null) return;
            var update = repository.updateRef(word);
            update.setNewObjectId(shown.getObjectId());
            move(update.forceUpdate(), word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was shown an hour ago must not stand for what is shown now. */
    private void forgetShown() {
        try {
            for (var word : WORDS) {
                var update = repository.updateRef(SHOWN + word);
                update.setForceUpdate(true);
                move(update.delete(), SHOWN + word);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(RefUpdate.Result result, String ref) throws IOException {
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IOException(ref + " can't be written: " + result);
        }
    }

    private Optional<byte[]> blob(String ref) {
        try {
            var found = repository.exactRef(ref);
            if (found == null) return Optional.empty();
            var object = repository.open(found.getObjectId());
            if (object.getType() != Constants.OBJ_BLOB || object.getSize() > StableStatement.LARGEST)
                throw InstallRefusal.untrusted(
                        "what is shown as the statement of what is stable, or as the root key's word, is"
                                + " larger than any, or is none");
            return Optional.of(object.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches every release tag there is, and what is said about them. @throws InstallRefusal as above */
    void fetchReleases(String url) {
        forgetShown();
        fetch(url, connection -> {
            var specs = new ArrayList<>(words(connection));
            connection.getRefs().stream()
                    .filter(ref -> version(ref).isPresent())
                    .forEach(ref -> specs.add(new RefSpec(ref.getName() + ":" + ref.getName())));
            return specs;
        });
    }

    /** Fetches those of {@code tags} that another distro has, to {@code under}: what this one's release is made of. They are told by their commits, so they may move. */
    void fetchPart(String url, String under, Set<String> tags) {
        fetch(
                url,
                connection -> tags.stream()
                        .filter(tag -> connection.getRef(Constants.R_TAGS + tag) != null)
                        .map(tag -> new RefSpec("+" + Constants.R_TAGS + tag + ":" + under + tag))
                        .toList());
    }

    /** What somebody needs who is to fetch a release from a copy of this repository: the references, and what they point to. */
    Map<String, ObjectId> needed(Version version) throws IOException {
        var needed = new TreeMap<String, ObjectId>();
        for (var ref : List.of(STABLE, NOTES, Constants.R_TAGS + version.tag())) copy(ref, ref, needed);
        for (var word : WORDS) copy(SHOWN + word, word, needed);
        return needed;
    }

    private void copy(String from, String to, Map<String, ObjectId> needed) throws IOException {
        var ref = repository.exactRef(from);
        if (ref != null) needed.put(to, Objects.requireNonNull(ref.getObjectId()));
    }

    /** The same of another distro, whose tags were fetched to {@code under}. */
    Map<String, ObjectId> neededOfPart(String under) throws IOException {
        var needed = new TreeMap<String, ObjectId>();
        for (var ref : repository.getRefDatabase().getRefsByPrefix(under))
            copy(ref.getName(), Constants.R_TAGS + ref.getName().substring(under.length()), needed);
        return needed;
    }

    /** The release tags under a prefix such as {@code refs/tags/}, as they stand here. */
    List<Available> releases(String under) throws IOException {
        var found = new ArrayList<Available>();
        try (var walk = new RevWalk(repository)) {
            for (var ref : repository.getRefDatabase().getRefsByPrefix(under)) {
                var tag = ref.getName().substring(under.length());
                var version = Version.ofTag(tag);
                if (version.isEmpty()) continue;
                var commit = walk.parseCommit(ref.getObjectId());
                found.add(new Available(
                        version.get().toString(),
                        tag,
                        commit.name(),
                        commit.getTree().name()));
            }
        }
        return found;
    }

    /**
     * The first release tag under a prefix that was made as a release of another repository than {@code owner/name}, or under another name, by its own word; its signature is not
     * looked at. Tags that are not a hub's say nothing of that.
     */
    Optional<String> misplaced(String under, String ownerAndName) throws IOException {
        for (var ref : repository.getRefDatabase().getRefsByPrefix(under)) {
            var tag = ref.getName().substring(under.length());
            if (Version.ofTag(tag).isEmpty()) continue;
            var object = repository.open(ref.getObjectId());
            if (object.getType() != Constants.OBJ_TAG || object.getSize() > LARGEST_TAG) continue;
            var origin = ReleaseTag.unverified(object.getBytes()).flatMap(ReleaseTag::origin);
            if (origin.isEmpty()) continue;
            var made = origin.get();
            if (!made.repository().equals(ownerAndName) || !made.version().tag().equals(tag))
                return Optional.of("the tag " + tag + " is the release " + made.version() + " of " + made.repository()
                        + ", not of " + ownerAndName);
        }
        return Optional.empty();
    }

    private void fetch(String url, Function<FetchConnection, List<RefSpec>> choice) {
        var limits = new FetchLimits(repository.getDirectory().toPath(), bounds);
        try (var transport = Transport.open(repository, new URIish(supply.git(url)))) {
            transport.setTimeout((int) bounds.silence().toSeconds());
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setCheckFetchedObjects(true);
            var specs = limits.within(() -> {
                try (var connection = transport.openFetch()) {
                    return choice.apply(connection);
                }
            });
            if (specs.isEmpty()) return;
            var result = limits.within(() -> transport.fetch(limits, specs));
            for (var update : result.getTrackingRefUpdates()) {
                if (update.getResult() == RefUpdate.Result.REJECTED) {
                    throw InstallRefusal.untrusted(
                            url + " moved the tag " + Repository.shortenRefName(update.getLocalName())
                                    + ", which never moves: nothing was changed; ask its operator");
                }
            }
            if (!bounds.equals(Bounds.GLANCE)) tidy();
        } catch (URISyntaxException | IOException e) {
            throw failed(url, e);
        }
    }

    /** Makes one pack of many, and has done so when it returns: a backup that reads the files under the same lock finds them at rest. */
    private void tidy() throws IOException {
        if (repository.getObjectDatabase().getPacks().size() <= MOST_PACKS) return;
        var gc = new GC(repository);
        // At once, not an hour later: what a look in passing has brought meanwhile and nothing refers to yet becomes
        // loose objects, which stay for two weeks.
        gc.setPackExpireAgeMillis(0);
        try {
            gc.gc().get();
        } catch (ParseException | GitAPIException | ExecutionException e) {
            throw new IOException(repository.getDirectory() + " could not be tidied: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            // Tidied another time.
            Thread.currentThread().interrupt();
        }
    }

    /** The version that the hub shows as stable now; nothing of it has been checked. */
    Optional<Version> offered(String url) {
        var limits = new FetchLimits(repository.getDirectory().toPath(), bounds);
        try (var transport = Transport.open(repository, new URIish(url))) {
            transport.setTimeout((int) bounds.silence().toSeconds());
            return limits.within(() -> {
                try (var connection = transport.openFetch()) {
                    var stable = connection.getRef(STABLE);
                    if (stable == null) return Optional.empty();
                    return connection.getRefs().stream()
                            .filter(ref -> pointsTo(ref, stable))
                            .map(ref -> version(ref).orElseThrow())
                            .max(java.util.Comparator.naturalOrder());
                }
            });
        } catch (URISyntaxException | IOException e) {
            throw failed(url, e);
        }
    }

    private static RuntimeException failed(String url, Exception failure) {
        return switch (failure) {
            case URISyntaxException e -> InstallRefusal.input(url + ": " + e.getMessage());
            case NotSupportedException e -> InstallRefusal.input(url + ": " + e.getMessage());
            case TransportException e -> InstallRefusal.unreachable(reason(url, e));
            case IOException e -> new UncheckedIOException(e);
            default -> throw new IllegalStateException(failure);
        };
    }

    private static List<RefSpec> wanted(String url, FetchConnection connection) {
        var stable = connection.getRef(STABLE);
        if (stable == null)
            throw InstallRefusal.untrusted(url + " has no stable release yet: nothing can be installed from it");
        var specs = new ArrayList<>(List.of(new RefSpec("+" + STABLE + ":" + STABLE)));
        if (connection.getRef(NOTES) != null) specs.add(new RefSpec("+" + NOTES + ":" + NOTES));
        specs.addAll(words(connection));
        if (connection.getRef(StableStatement.REF) != null) return specs;
        connection.getRefs().stream()
                .filter(ref -> pointsTo(ref, stable))
                .limit(MOST_CANDIDATES)
                .forEach(ref -> specs.add(new RefSpec(ref.getName() + ":" + ref.getName())));
        return specs;
    }

    private static boolean pointsTo(Ref tag, Ref stable) {
        return version(tag).isPresent() && Objects.equals(stable.getObjectId(), tag.getPeeledObjectId());
    }

    private static Optional<Version> version(Ref ref) {
        return ref.getName().startsWith("refs/tags/")
                ? Version.ofTag(ref.getName().substring("refs/tags/".length()))
                : Optional.empty();
    }

    private static String reason(String url, TransportException e) {
        Throwable cause = e;
        while (cause.getCause() != null) cause = cause.getCause();
        var text = Reason.of(cause);
        var plain = cause instanceof java.net.UnknownHostException
                ? "no such host"
                : cause instanceof java.net.ConnectException
                        ? "nothing answers there"
                        : text.replace(url + ":", "").strip();
        return url + " can't be fetched: " + plain.lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() {
        repository.close();
    }
}
