package dev.softservice.server.forge;

import dev.softservice.runner.model.Reason;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.Forge;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.RemotePull;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Looks at the forge and converges. Called after every hint and every interval alike; what a hint said is not known here, so lost, doubled,
 * late and shuffled ones come to the same. Doing it twice changes nothing the second time.
 */
final class MirrorSync {
    private final GitStore git;
    private final Forges forges;
    private final ForgeFetch fetch;
    private final MirrorBranches branches;
    private final MirrorPulls pulls;

    MirrorSync(GitStore git, Forges forges, ForgeFetch fetch, MirrorBranches branches, MirrorPulls pulls) {
        this.git = git;
        this.forges = forges;
        this.fetch = fetch;
        this.branches = branches;
        this.pulls = pulls;
    }

    /**
     * What a look came to.
     *
     * @param problems  a line for whatever could not be made to agree; empty: it does
     * @param notBefore when the forge lets itself be asked again, where it says so
     * @param there     the refs that stand at the forge, where it listed them
     */
    record Look(
            List<String> problems,
            ForgeTurns.Outcome outcome,
            Optional<Instant> notBefore,
            Optional<ForgeFetch.Listing> there) {}

    /** One look at a time for each repository. */
    Look look(HostedRepository repository, Mirror.Settings settings) {
        List<String> problems = new ArrayList<>();
        Forge forge = forges.of(settings.kind());
        Remote remote = forges.remote(settings);
        // The list comes first: a pull request that is opened after it is missed until the next look.
        Listed listed = list(forge, remote, problems);
        Map<Integer, String> refs = new HashMap<>();
        listed.pulls()
                .orElse(List.of())
                .forEach(pull -> forge.headRef(pull)
                        .ifPresentOrElse(
                                ref -> refs.put(pull.number(), ref),
                                () -> problems.add("pull request " + pull.number()
                                        + ": its commits are in a fork, and the forge keeps no ref of them; push its"
                                        + " branch to the repository itself to have it tested")));
        Set<String> bases = listed.pulls().orElse(List.of()).stream()
                .map(RemotePull::baseRef)
                .collect(Collectors.toSet());
        ForgeFetch.Seen seen;
        try {
            seen = fetch.fetch(
                    git.open(repository.name()),
                    settings,
                    refs.values(),
                    there -> branches.chosen(repository, settings, bases, there));
        } catch (ForgeSilentException e) {
            problems.add("fetching: " + Reason.innermost(e));
            return new Look(problems, ForgeTurns.Outcome.SILENT, e.until(), Optional.empty());
        } catch (IOException e) {
            problems.add("fetching: " + Reason.innermost(e));
            return new Look(problems, listed.outcome(), listed.notBefore(), Optional.empty());
        }
        // What moved a branch may be a merge that came after the list: it has to be known before the branch moves.
        if (listed.pulls().isPresent() && branches.wouldMove(repository, seen)) {
            listed = list(forge, remote, problems);
        }
        Optional<MirrorPulls.Open> open =
                listed.pulls().map(pulls -> new MirrorPulls.Open(pulls, heads(seen, refs), MirrorBranches.names(seen)));
        open.ifPresent(known -> problems.addAll(pulls.close(
                repository,
                known,
                number -> forge.pull(remote, number),
                (head, base) -> branches.willHold(repository, seen, base, head))));
        problems.addAll(branches.follow(repository, settings.kind(), seen));
        open.ifPresent(known -> problems.addAll(pulls.follow(repository, settings, known)));
        return new Look(problems, listed.outcome(), listed.notBefore(), Optional.of(seen.there()));
    }

    /** The forge's open pull requests; empty where it would not or could not tell. */
    private record Listed(Optional<List<RemotePull>> pulls, ForgeTurns.Outcome outcome, Optional<Instant> notBefore) {}

    private static Listed list(Forge forge, Remote remote, List<String> problems) {
        return switch (forge.openPulls(remote)) {
            case Answer.Got<List<RemotePull>>(List<RemotePull> open) ->
                new Listed(Optional.of(open), ForgeTurns.Outcome.ANSWERED, Optional.empty());
            case Answer.Refused<List<RemotePull>>(String reason) -> {
                problems.add(reason);
                yield new Listed(Optional.empty(), ForgeTurns.Outcome.ANSWERED, Optional.empty());
            }
            case Answer.Unavailable<List<RemotePull>>(String reason, Optional<Instant> until) -> {
                problems.add(reason);
                var outcome = until.isPresent() ? ForgeTurns.Outcome.ANSWERED : ForgeTurns.Outcome.SILENT;
                yield new Listed(Optional.empty(), outcome, until);
            }
        };
    }

    private static Map<Integer, ObjectId> heads(ForgeFetch.Seen seen, Map<Integer, String> refs) {
        Map<Integer, ObjectId> heads = new HashMap<>();
        refs.forEach((number, ref) -> {
            if (seen.refs().containsKey(ref)) {
                heads.put(number, seen.refs().get(ref));
            }
        });
        return heads;
    }
}
