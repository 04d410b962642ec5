package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.git.SoundObjects;
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
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
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
        try (Transport transport =
                ForgeTransport.open(asked.into(), asked.from().cloneUrl(), connections)) {
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
                SoundObjects.bring(asked.into(), connection, refs.values(), checker);
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
}
