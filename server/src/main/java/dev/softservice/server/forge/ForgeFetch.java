package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.git.StrictChecker;
import dev.softservice.webhooks.http.GuardedHttp;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * Looks at a forge's refs and brings over the objects behind them; moves no ref. Whatever comes is checked as git's fsck does, and for
 * being complete, before anything may refer to it.
 */
final class ForgeFetch {
    private static final String STABLE = BranchName.STABLE.ref();

    private final GuardedHttp http;
    private final long maxBytes;
    private final Clock clock;

    ForgeFetch(GuardedHttp http, long maxBytes, Clock clock) {
        this.http = http;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * What stands at the forge.
     *
     * @param all           the ids of all its branches, version tags and pull requests' heads by full ref name
     * @param defaultBranch the full name of the branch that HEAD points to
     */
    record Listing(Map<String, ObjectId> all, String defaultBranch) {}

    /**
     * What was taken over of it.
     *
     * @param refs     ids by full ref name of the branches that were chosen and of pull requests' heads; their objects are here now
     * @param branches full names of those branches
     */
    record Seen(Map<String, ObjectId> refs, Set<String> branches, Listing there) {}

    /** Which branches of all that there are to take over, by full name. */
    @FunctionalInterface
    interface Choice {
        Set<String> of(Listing there);
    }

    /**
     * Lists what there is, and stores every object that those refs need which are chosen and exist. Throws {@link IOException} with one line
     * where the forge sends something unsound, {@link ForgeSilentException} where it does not answer.
     */
    Seen fetch(Repository into, Mirror.Settings from, Collection<String> pullRefs, Choice choice) throws IOException {
        try (var connections = new GuardedConnections(http, from, maxBytes)) {
            try {
                return fetch(new Asked(into, from, pullRefs, choice), connections);
            } catch (IOException e) {
                throw connections.isSilent() ? new ForgeSilentException(e, connections.until(clock.instant())) : e;
            }
        }
    }

    private record Asked(Repository into, Mirror.Settings from, Collection<String> pullRefs, Choice choice) {}

    private Seen fetch(Asked asked, GuardedConnections connections) throws IOException {
        var checker = new StrictChecker(GitLimits.of(maxBytes));
        try (Transport transport = ForgeTransport.open(asked.into(), asked.from(), connections)) {
            transport.setObjectChecker(checker);
            List<RefSpec> wanted = new ArrayList<>();
            wanted.add(new RefSpec("HEAD"));
            // Only the left side counts here; a wildcard alone is no refspec to JGit.
            wanted.add(new RefSpec("refs/heads/*:refs/heads/*"));
            wanted.add(new RefSpec("refs/tags/v*:refs/tags/v*"));
            asked.pullRefs().forEach(ref -> wanted.add(new RefSpec(ref)));
            try (FetchConnection connection = transport.openFetch(wanted)) {
                Map<String, Ref> refs = new HashMap<>();
                connection.getRefs().stream()
                        .filter(ref -> ref.getName().startsWith("refs/heads/")
                                || ref.getName().startsWith("refs/tags/v")
                                || asked.pullRefs().contains(ref.getName()))
                        .filter(ref -> Repository.isValidRefName(ref.getName()))
                        .forEach(ref -> refs.put(ref.getName(), ref));
                Ref head = connection.getRef("HEAD");
                var there = new Listing(
                        ids(refs),
                        head != null && head.isSymbolic() ? head.getTarget().getName() : BranchName.MAIN.ref());
                Set<String> branches = new HashSet<>(asked.choice().of(there));
                branches.remove(STABLE);
                branches.retainAll(refs.keySet());
                refs.keySet()
                        .removeIf(name ->
                                !branches.contains(name) && !asked.pullRefs().contains(name));
                store(asked.into(), connection, refs.values(), checker);
                return new Seen(ids(refs), Set.copyOf(branches), there);
            }
        }
    }

    private static Map<String, ObjectId> ids(Map<String, Ref> refs) {
        Map<String, ObjectId> ids = new HashMap<>();
        refs.forEach((name, ref) ->
                ids.put(name, Objects.requireNonNull(ref.getObjectId()).copy()));
        return Map.copyOf(ids);
    }

    private static void store(Repository into, FetchConnection connection, Collection<Ref> refs, StrictChecker checker)
            throws IOException {
        Set<ObjectId> have = new HashSet<>();
        for (Ref ref : into.getRefDatabase().getRefs()) {
            if (ref.getObjectId() != null) {
                have.add(ref.getObjectId());
            }
        }
        // Being stored proves nothing: a fetch that was refused below has left its objects. Only what a ref holds is
        // known to be whole.
        List<Ref> unproven =
                refs.stream().filter(ref -> !have.contains(ref.getObjectId())).toList();
        List<Ref> missing = new ArrayList<>();
        for (Ref ref : unproven) {
            if (!into.getObjectDatabase().has(ref.getObjectId())) {
                missing.add(ref);
            }
        }
        try {
            if (!missing.isEmpty()) {
                connection.fetch(NullProgressMonitor.INSTANCE, missing, have);
            }
            List<Ref> stored = new ArrayList<>(unproven);
            stored.removeAll(missing);
            check(into, stored, have, checker);
            Optional<String> problem = checker.fileProblem(into);
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
            requireComplete(into, unproven, have);
        } finally {
            // The packs stay; only the promise to be quick about referring to them ends. Unreferred objects live for
            // days.
            for (PackLock lock : connection.getPackLocks()) {
                lock.unlock();
            }
        }
    }

    /** What an earlier fetch brought and was refused for is here already, and would not come past the checker again. */
    private static void check(Repository into, Collection<Ref> tips, Set<ObjectId> have, StrictChecker checker)
            throws IOException {
        try (ObjectWalk walk = new ObjectWalk(into)) {
            for (Ref tip : tips) {
                RevObject object = walk.parseAny(tip.getObjectId());
                while (object instanceof RevTag tag) {
                    check(walk, tag, checker);
                    object = walk.parseAny(tag.getObject());
                }
                walk.markStart(object);
            }
            for (ObjectId id : have) {
                walk.markUninteresting(walk.parseAny(id));
            }
            for (RevObject commit = walk.next(); commit != null; commit = walk.next()) {
                check(walk, commit, checker);
            }
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                if (object instanceof RevTree) {
                    check(walk, object, checker);
                }
            }
        } catch (MissingObjectException e) {
            throw new IOException("the forge did not send all objects: " + e.getMessage(), e);
        }
    }

    private static void check(ObjectWalk walk, RevObject object, StrictChecker checker) throws IOException {
        byte[] bytes = walk.getObjectReader().open(object, object.getType()).getCachedBytes(Integer.MAX_VALUE);
        checker.check(object, object.getType(), bytes);
    }

    /** A pack may lack what it refers to; git's own fetch looks for that too. */
    private static void requireComplete(Repository into, Collection<Ref> tips, Set<ObjectId> have) throws IOException {
        try (ObjectWalk walk = new ObjectWalk(into)) {
            for (Ref tip : tips) {
                walk.markStart(walk.parseAny(tip.getObjectId()));
            }
            for (ObjectId id : have) {
                RevObject known = walk.parseAny(id);
                walk.markUninteresting(known);
            }
            walk.checkConnectivity();
        } catch (MissingObjectException e) {
            throw new IOException("the forge did not send all objects: " + e.getMessage(), e);
        }
    }
}
