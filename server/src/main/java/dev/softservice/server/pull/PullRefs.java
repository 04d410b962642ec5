package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * {@code refs/pull/N/head}, {@code refs/pull/N/merge}, and {@code refs/pull/N/vK} for each version, which keeps its commits: copies of
 * what the rows say, repaired from them at start.
 */
final class PullRefs {
    private final GitStore git;
    private final Database database;

    PullRefs(GitStore git, Database database) {
        this.git = git;
        this.database = database;
    }

    static String head(int number) {
        return "refs/pull/" + number + "/head";
    }

    static String merge(int number) {
        return "refs/pull/" + number + "/merge";
    }

    /** The merge result that is tested on top of those ahead in the line for landing. */
    static String gate(int number) {
        return "refs/pull/" + number + "/gate";
    }

    void gate(HostedRepository repository, int number, Sha commit) {
        set(repository, gate(number), Optional.of(commit));
    }

    static String version(int number, int version) {
        return "refs/pull/" + number + "/v" + version;
    }

    void write(HostedRepository repository, int number, MergeResult result) {
        var newest = database.read(handle -> VersionTable.list(handle, new PullKey(repository.id(), number)))
                .getLast();
        set(repository, version(number, newest.number()), Optional.of(newest.head()));
        set(repository, head(number), Optional.of(result.head()));
        set(repository, merge(number), result.commit());
    }

    private void set(HostedRepository repository, String ref, Optional<Sha> to) {
        var target = to.map(Sha::id);
        var present = git.resolve(repository.name(), ref).map(ObjectId::copy);
        if (!present.equals(target)) git.moveRef(repository.name(), ref, present, target, "as recorded");
    }
}
