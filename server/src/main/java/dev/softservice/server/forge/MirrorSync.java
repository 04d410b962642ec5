package dev.softservice.server.forge;

import dev.softservice.runner.model.Reason;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.Forge;
import dev.softservice.webhooks.RemotePull;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param problems a line for whatever could not be made to agree; empty: it does
     */
    record Look(List<String> problems, ForgeTurns.Outcome outcome) {}

    /** One look at a time for each repository. */
    Look look(HostedRepository repository, Mirror.Settings settings) {
        List<String> problems = new ArrayList<>();
        var outcome = ForgeTurns.Outcome.ANSWERED;
        Forge forge = forges.of(settings.kind());
        // The list comes first: a pull request that is opened after it is missed until the next look, one that is
        // closed is closed then.
        Optional<List<RemotePull>> listed = switch (forge.openPulls(forges.remote(settings))) {
            case Answer.Got<List<RemotePull>>(List<RemotePull> open) -> Optional.of(open);
            case Answer.Refused<List<RemotePull>>(String reason) -> {
                problems.add(reason);
                yield Optional.empty();
            }
            case Answer.Unavailable<List<RemotePull>>(String reason) -> {
                outcome = ForgeTurns.Outcome.SILENT;
                problems.add(reason);
                yield Optional.empty();
            }
        };
        Map<Integer, String> refs = new HashMap<>();
        listed.orElse(List.of())
                .forEach(pull ->
                        refs.put(pull.number(), forge.pullRefs().replace("*", Integer.toString(pull.number()))));
        ForgeFetch.Seen seen;
        try {
            seen = fetch.fetch(git.open(repository.name()), settings, refs.values());
        } catch (ForgeSilentException e) {
            problems.add(reason(e));
            return new Look(problems, ForgeTurns.Outcome.SILENT);
        } catch (IOException e) {
            problems.add(reason(e));
            return new Look(problems, outcome);
        }
        Optional<MirrorPulls.Open> open =
                listed.map(list -> new MirrorPulls.Open(list, heads(seen, refs), MirrorBranches.names(seen)));
        open.ifPresent(known ->
                pulls.close(repository, known, (head, base) -> branches.willHold(repository, seen, base, head)));
        problems.addAll(branches.follow(repository, seen));
        open.ifPresent(known -> problems.addAll(pulls.follow(repository, settings, known)));
        return new Look(problems, outcome);
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

    /** The innermost message is the one that says what happened; JGit's outer ones repeat the address. */
    private static String reason(IOException thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = Reason.of(cause);
        return "fetching: " + message.replaceAll("\\s+", " ");
    }
}
