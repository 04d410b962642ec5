package dev.softservice.server.pull;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.LinearMerge;
import dev.softservice.server.repo.HostedRepository;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** Makes merge results, the commits that are tested and that land. Equal arguments give the very same commit. */
final class Merger {
    private final GitStore git;
    private final GitReader reader;
    private final LinearMerge linear;

    Merger(GitStore git, GitReader reader) {
        this.git = git;
        this.reader = reader;
        this.linear = new LinearMerge(git);
    }

    /** What is merged into what. */
    record Sides(ObjectId base, ObjectId head) {}

    /** How the pull request is called in the message of the commit. */
    record Words(int number, String title) {}

    MergeResult merge(HostedRepository repository, Sides sides, Words words, Policy.Method method) {
        var base = sides.base();
        var head = sides.head();
        var who = hub(later(repository, base, head));
        var outcome = switch (method) {
            case MERGE ->
                git.merge(
                        repository.name(),
                        base,
                        head,
                        "Merge pull request #" + words.number() + ": " + words.title() + "\n",
                        who);
            case SQUASH ->
                linear.squash(
                        repository.name(),
                        new LinearMerge.Sides(base, head),
                        words.title() + " (#" + words.number() + ")\n",
                        who);
            case REBASE -> linear.rebase(repository.name(), new LinearMerge.Sides(base, head), who);
        };
        return switch (outcome) {
            case GitStore.Merged merged ->
                new MergeResult(
                        Sha.of(base),
                        Sha.of(head),
                        Optional.of(Sha.of(merged.commit())),
                        Optional.of(Sha.of(merged.tree())),
                        List.of());
            case GitStore.Conflicting conflicting ->
                new MergeResult(Sha.of(base), Sha.of(head), Optional.empty(), Optional.empty(), conflicting.paths());
        };
    }

    /** The time of a merge is that of the newer side: known, and so the same however often it is made. */
    private Instant later(HostedRepository repository, ObjectId base, ObjectId head) {
        var ofBase = reader.commit(repository.name(), base).committer().when();
        var ofHead = reader.commit(repository.name(), head).committer().when();
        return ofBase.isAfter(ofHead) ? ofBase : ofHead;
    }

    private static PersonIdent hub(Instant when) {
        return new PersonIdent("Softservice", "hub@localhost", when, ZoneOffset.UTC);
    }
}
