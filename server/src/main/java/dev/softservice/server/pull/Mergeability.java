package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.Run;
import java.util.Optional;
import java.util.function.LongFunction;

/** Whether a pull request may be merged now, and if not, the one-line reason that page and API show. */
public final class Mergeability {
    /** {@code reason}: empty where it would land now. */
    public record Answer(boolean now, String reason) {}

    private final Database database;
    private final LongFunction<Optional<String>> forge;

    /** {@code forge}: the clone URL of the forge that a repository mirrors, by its id. There branches move, and here they follow. */
    public Mergeability(Database database, LongFunction<Optional<String>> forge) {
        this.database = database;
        this.forge = forge;
    }

    Answer of(PullRequest pull) {
        if (pull.state() != PullRequest.State.OPEN)
            return no("it is " + (pull.state() == PullRequest.State.MERGED ? "merged" : "closed") + " already");
        var mirrored = mirrored(pull.repository());
        if (mirrored.isPresent()) return no(mirrored.get());
        if (!pull.conflicts().isEmpty()) {
            return no("it conflicts with " + pull.base() + " in "
                    + String.join(", ", pull.conflicts().stream().limit(5).toList())
                    + (pull.conflicts().size() > 5 ? " and " + (pull.conflicts().size() - 5) + " more" : ""));
        }
        return run(pull)
                .map(run -> of(pull, run))
                .orElseGet(() -> no("its merge with " + pull.base() + " has not been tested"));
    }

    /** Why nothing is merged in this repository at all; empty where it is no mirror. */
    Optional<String> mirrored(long repository) {
        return forge.apply(repository).map(url -> "this repository mirrors " + url + ": merge it there");
    }

    /** The newest run of the present merge result, if any. */
    Optional<Run> run(PullRequest pull) {
        var key = new PullKey(pull.repository(), pull.number());
        return database.read(handle -> PullTable.run(handle, key));
    }

    private static Answer of(PullRequest pull, Run run) {
        var name = "run " + run.id();
        if (run.state() == Run.State.WAITING) return no(name + " waits for a maintainer to let this code run");
        return run.verdict()
                .map(outcome -> switch (outcome) {
                    case PASSED -> new Answer(true, "");
                    case FAILED -> no(name + " failed: " + run.reason());
                    case ERRORED -> no(name + " could not tell: " + run.reason());
                    case CANCELLED, SUPERSEDED -> no(name + " was stopped before it could tell: run it again");
                })
                .orElseGet(() -> no(name
                        + (run.state() == Run.State.QUEUED ? " is queued" : " is under way")
                        + (pull.mergeWhenVerifiedBy().isPresent() ? "; it lands by itself once that passes" : "")));
    }

    private static Answer no(String reason) {
        return new Answer(false, reason);
    }
}
