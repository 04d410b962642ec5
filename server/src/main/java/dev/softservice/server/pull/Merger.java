package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
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

    Merger(GitStore git, GitReader reader) {
        this.git = git;
        this.reader = reader;
    }

    MergeResult merge(HostedRepository repository, ObjectId base, ObjectId head, int number, String title) {
        var message = "Merge pull request #" + number + ": " + title + "\n";
        var outcome = git.merge(repository.name(), base, head, message, hub(later(repository, base, head)));
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
