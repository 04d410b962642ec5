package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import java.util.Optional;

/** Whether a pull request may be merged now, and if not, the one-line reason that page and API show. */
public final class Mergeability {
    /**
     * @param reason     empty where it would land now
     * @param movedSince how many commits the base has got since the verdict's merge result was made, at most {@value #MOST_COUNTED}
     * @param word       it would land if a maintainer said that what is checked no more is meant
     */
    public record Answer(boolean now, String reason, int movedSince, boolean word) {}

    private static final int MOST_COUNTED = 1_000;

    private final Database database;
    private final GitReader reader;
    private final Repositories repositories;
    private final Elsewhere.Known forges;

    public Mergeability(Database database, GitReader reader, Repositories repositories, Elsewhere.Known forges) {
        this.database = database;
        this.reader = reader;
        this.repositories = repositories;
        this.forges = forges;
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
        var row = database.read(handle -> PullTable.find(handle, new PullKey(pull.repository(), pull.number())))
                .orElseThrow();
        var run = run(pull);
        if (run.isEmpty()) return no("its merge with " + pull.base() + " has not been tested");
        var answer = of(pull, run.get());
        return row.isCurrent() ? answer : moved(row, run.get(), answer);
    }

    /** A verdict on an older base counts as it is, but nothing lands by it. */
    private Answer moved(PullRow row, Run run, Answer answer) {
        int commits = row.tested()
                .map(tested -> reader.count(
                        repositories.byId(row.pull().repository()).name(),
                        tested.base().id(),
                        row.pull().baseSha().id(),
                        MOST_COUNTED))
                .orElse(0);
        var since = row.pull().base() + " has moved since by " + commits + (commits == 1 ? " commit" : " commits");
        return new Answer(
                false,
                answer.now()
                        ? "run " + run.id() + " passed; " + since + ", no conflict: it is tested again before it lands"
                        : answer.reason(),
                commits,
                answer.word());
    }

    /** Why nothing is merged in this repository at all; empty where it is no mirror. */
    Optional<String> mirrored(long repository) {
        return forges.mirrored(repository).map(url -> "this repository mirrors " + url + ": merge it there");
    }

    Optional<Elsewhere> elsewhere(PullRequest pull) {
        return forges.of(new PullKey(pull.repository(), pull.number()));
    }

    /** The newest run of the merge result that was tested last, if any. */
    Optional<Run> run(PullRequest pull) {
        var key = new PullKey(pull.repository(), pull.number());
        return database.read(handle -> PullTable.run(handle, key));
    }

    Weakening weakening(PullRequest pull) {
        var key = new PullKey(pull.repository(), pull.number());
        return database.read(handle -> WeakeningTable.of(handle, key));
    }

    private static Answer proven(Weakening weakening) {
        return weakening.open().isEmpty()
                ? new Answer(true, "", 0, false)
                : new Answer(false, weakening.reason(), 0, true);
    }

    private Answer of(PullRequest pull, Run run) {
        var name = "run " + run.id();
        if (run.state() == Run.State.WAITING) return no(name + " waits for a maintainer to let this code run");
        return run.verdict()
                .map(outcome -> switch (outcome) {
                    case PASSED -> proven(weakening(pull));
                    case FAILED -> no(name + " failed: " + run.reason());
                    case ERRORED -> no(name + " could not tell: " + run.reason());
                    case CANCELLED, SUPERSEDED -> no(name + " was stopped before it could tell: run it again");
                })
                .orElseGet(() -> no(name
                        + (run.state() == Run.State.QUEUED ? " is queued" : " is under way")
                        + (pull.mergeWhenVerifiedBy().isPresent() ? "; it lands by itself once that passes" : "")));
    }

    private static Answer no(String reason) {
        return new Answer(false, reason, 0, false);
    }
}
