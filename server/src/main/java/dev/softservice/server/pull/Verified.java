package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A pull request with the newest run of the merge result that was tested last, of its present head. */
public record Verified(PullRequest pull, Optional<Run> run) {
    public PullKey key() {
        return new PullKey(pull.repository(), pull.number());
    }

    public boolean isOpen() {
        return pull.state() == PullRequest.State.OPEN;
    }

    /** Its run, where that has passed. */
    public Optional<Run> passed() {
        return run.filter(
                one -> one.verdict().filter(Run.Outcome.PASSED::equals).isPresent());
    }

    /** In the caller's transaction. */
    public static Optional<Verified> of(Handle handle, PullKey key) {
        return PullTable.find(handle, key).map(row -> new Verified(row.pull(), PullTable.run(handle, key)));
    }

    /** All open ones of a repository, in the caller's transaction. */
    public static List<Verified> open(Handle handle, long repository) {
        var rows = PullTable.open(handle, repository);
        var runs = PullTable.runs(handle, repository, rows);
        return rows.stream()
                .map(row -> new Verified(
                        row.pull(), Optional.ofNullable(runs.get(row.pull().number()))))
                .toList();
    }

    /** Those of all repositories that stand in line for landing, in the caller's transaction. */
    public static List<Verified> inLine(Handle handle) {
        return LineTable.keys(handle).stream()
                .flatMap(key -> of(handle, key).stream())
                .toList();
    }

    /** Open ones that were updated at {@code since} or later, in the caller's transaction. */
    public static List<Verified> updatedSince(Handle handle, Instant since) {
        return PullTable.updatedSince(handle, since).stream()
                .map(row -> new Verified(row.pull(), PullTable.run(handle, row.key())))
                .toList();
    }

    /** The repositories that have open ones, in the caller's transaction. */
    public static List<Long> repositories(Handle handle) {
        return PullTable.repositoriesWithOpen(handle);
    }
}
