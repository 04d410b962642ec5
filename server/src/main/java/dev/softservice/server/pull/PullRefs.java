package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** {@code refs/pull/N/head} and {@code refs/pull/N/merge}: copies of what the rows say, repaired from them at start. */
final class PullRefs {
    private final GitStore git;

    PullRefs(GitStore git) {
        this.git = git;
    }

    static String head(int number) {
        return "refs/pull/" + number + "/head";
    }

    static String merge(int number) {
        return "refs/pull/" + number + "/merge";
    }

    void write(HostedRepository repository, int number, MergeResult result) {
        set(repository, head(number), Optional.of(result.head()));
        set(repository, merge(number), result.commit());
    }

    private void set(HostedRepository repository, String ref, Optional<Sha> to) {
        var target = to.map(Sha::id);
        var present = git.resolve(repository.name(), ref).map(ObjectId::copy);
        if (!present.equals(target)) git.moveRef(repository.name(), ref, present, target, "as recorded");
    }
}
