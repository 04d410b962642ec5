package dev.softservice.server.git;

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
    private static final List<String> KINDS = List.of("refs/heads/", "refs/tags/", "refs/pull/");

    private final GitStore store;
    private final GitLimits limits;

    public RefImport(GitStore store, GitLimits limits) {
        this.store = store;
        this.limits = limits;
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
        KINDS.forEach(kind -> wanted.add(new RefSpec(kind + "*:" + kind + "*")));
        try (var transport = source.open(into)) {
            transport.setObjectChecker(checker);
            try (var connection = transport.openFetch(wanted)) {
                var there = new HashMap<String, Ref>();
                connection.getRefs().stream()
                        .filter(ref -> KINDS.stream().anyMatch(ref.getName()::startsWith))
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
