package dev.softservice.server.git;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * Takes over the branches, tags and pull requests of another repository with all that they need, whole or not at all. No ref policy is
 * asked: this is how the operator brings in what only the hub may write.
 */
public final class RefImport {
    /** What people have in their repositories. */
    private static final List<String> PEOPLES = List.of("refs/heads/", "refs/tags/", "refs/pull/");
    /** What a hub publishes of a distro. */
    private static final List<String> HUBS =
            List.of(BranchName.STABLE.ref(), "refs/tags/v", "refs/notes/", "refs/softservice/");

    private final GitStore store;
    private final GitLimits limits;
    private final List<String> kinds;

    private RefImport(GitStore store, GitLimits limits, List<String> kinds) {
        this.store = store;
        this.limits = limits;
        this.kinds = kinds;
    }

    public RefImport(GitStore store, GitLimits limits) {
        this(store, limits, PEOPLES);
    }

    /** For repositories that are a copy of another hub's releases and nothing else. */
    public static RefImport ofReleases(GitStore store, GitLimits limits) {
        return new RefImport(store, limits, HUBS);
    }

    /** Where a repository is. Closing it ends what was opened. */
    public interface Source extends AutoCloseable {
        /** For fetching into {@code into}; the caller closes it. */
        Transport open(Repository into) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    /**
     * What stands there.
     *
     * @param refs          ids of branches, tags and pull requests by full ref name
     * @param defaultBranch the full name of the branch that HEAD points to
     */
    public record Listing(Map<String, ObjectId> refs, Optional<String> defaultBranch) {}

    /** Stores what those refs need that {@code choice} names; nothing where any of it is unsound. Returns what stands there. */
    public Listing bring(RepositoryName into, Source source, Function<Listing, Set<String>> choice) throws IOException {
        try (var quarantine = new Quarantine(store.repositories().quarantines(), store.opened(into), limits)) {
            var there = fetch(quarantine.repository(), source, choice);
            quarantine.promote();
            return there;
        }
    }

    private Listing fetch(Repository into, Source source, Function<Listing, Set<String>> choice) throws IOException {
        var checker = new StrictChecker(limits);
        var wanted = new ArrayList<>(List.of(new RefSpec(Constants.HEAD)));
        kinds.forEach(kind -> wanted.add(new RefSpec(kind + "*:" + kind + "*")));
        try (var transport = source.open(into)) {
            transport.setObjectChecker(checker);
            try (var connection = transport.openFetch(wanted)) {
                var there = new HashMap<String, Ref>();
                connection.getRefs().stream()
                        .filter(ref -> kinds.stream().anyMatch(ref.getName()::startsWith))
                        .filter(ref -> Repository.isValidRefName(ref.getName()))
                        .forEach(ref -> there.put(ref.getName(), ref));
                var head = connection.getRef(Constants.HEAD);
                var listing = listing(there, Optional.ofNullable(head));
                there.keySet().retainAll(choice.apply(listing));
                SoundObjects.bring(into, connection, there.values(), checker);
                return listing;
            }
        }
    }

    private static Listing listing(Map<String, Ref> there, Optional<Ref> head) {
        var refs = new HashMap<String, ObjectId>();
        there.forEach((name, ref) ->
                refs.put(name, Objects.requireNonNull(ref.getObjectId()).copy()));
        return new Listing(
                Map.copyOf(refs),
                head.filter(Ref::isSymbolic).map(found -> found.getTarget().getName()));
    }

    /** Refuses where the repository has a ref that is not one of these, or one of these elsewhere. */
    public void requireFree(RepositoryName into, Map<String, ObjectId> refs) {
        GitStore.run(() -> missing(into, refs));
    }

    /** Makes all of these refs or none; harmless where they are there already. Refuses as {@link #requireFree} does. */
    public void make(RepositoryName into, Map<String, ObjectId> refs) {
        GitStore.call(() -> store.repositories().locked(into, () -> {
            if (!Refs.moveAll(store.opened(into), missing(into, refs), "import")) throw taken(into);
            return true;
        }));
    }

    /** Refuses where the repository has something of its own, and so is no copy of another hub's. */
    public void requireCopy(RepositoryName into) {
        GitStore.run(() -> moves(into, Map.of()));
    }

    /** Moves all of these refs or none, and makes those that are missing; tags never move. Refuses where the repository has something of its own. */
    public void follow(RepositoryName into, Map<String, ObjectId> refs) {
        GitStore.call(() -> store.repositories().locked(into, () -> {
            if (!Refs.moveAll(store.opened(into), moves(into, refs), "import"))
                throw Refusal.conflict(into + " has been changed at this moment: import again");
            return true;
        }));
    }

    private List<RefChange> moves(RepositoryName into, Map<String, ObjectId> refs) throws IOException {
        var there = new HashMap<String, ObjectId>();
        for (var ref : store.opened(into).getRefDatabase().getRefsByPrefix("refs/")) {
            if (kinds.stream().noneMatch(ref.getName()::startsWith))
                throw Refusal.conflict(
                        into + " has branches or tags of its own, so it can't be a copy of another hub's");
            there.put(ref.getName(), Objects.requireNonNull(ref.getObjectId()).copy());
        }
        var moves = new ArrayList<RefChange>();
        refs.forEach((name, id) -> {
            var before = Optional.ofNullable(there.get(name));
            if (before.filter(id::equals).isPresent()) return;
            if (before.isPresent() && name.startsWith(Constants.R_TAGS))
                throw Refusal.conflict(into + " has another tag " + name.substring(Constants.R_TAGS.length())
                        + ", and tags never move");
            moves.add(new RefChange(name, before, Optional.of(id)));
        });
        return moves;
    }

    private List<RefChange> missing(RepositoryName into, Map<String, ObjectId> refs) throws IOException {
        var missing = new HashMap<>(refs);
        for (var ref : store.opened(into).getRefDatabase().getRefsByPrefix("refs/")) {
            var id = Optional.ofNullable(ref.getObjectId()).map(ObjectId::copy);
            if (!id.equals(Optional.ofNullable(missing.remove(ref.getName())))) throw taken(into);
        }
        return missing.entrySet().stream()
                .map(ref -> new RefChange(ref.getKey(), Optional.empty(), Optional.of(ref.getValue())))
                .toList();
    }

    private static Refusal taken(RepositoryName into) {
        return Refusal.conflict(into + " has branches, tags or pull requests of its own; import into a new name");
    }
}
