package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.Comparison;
import dev.softservice.server.git.GitDiff;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;

/** The versions of pull requests, and what each one changes: against its merge base, or against an earlier version. */
public final class Versions {
    private final Database database;
    private final GitReader reader;
    private final GitDiff diff;

    public Versions(Database database, GitStore git) {
        this.database = database;
        this.reader = new GitReader(git);
        this.diff = new GitDiff(git);
    }

    /** Oldest first; at least one. */
    public List<PullVersion> list(PullRequest pull) {
        var key = new PullKey(pull.repository(), pull.number());
        return database.read(handle -> VersionTable.list(handle, key));
    }

    public PullVersion require(PullRequest pull, int number) {
        return list(pull).stream()
                .filter(version -> version.number() == number)
                .findFirst()
                .orElseThrow(() ->
                        Refusal.notFound("no version " + number + " of pull request #" + pull.number() + " here"));
    }

    /** The ref that keeps a version's commits. */
    public static String ref(PullRequest pull, PullVersion version) {
        return PullRefs.version(pull.number(), version.number());
    }

    /** The commit that the version's own commits start from. */
    public Sha mergeBase(HostedRepository repository, PullVersion version) {
        return reader.mergeBase(
                        repository.name(), version.base().id(), version.head().id())
                .map(Sha::of)
                .orElse(version.base());
    }

    /** What the version's author changed, whatever has happened on the base since. */
    public Comparison changes(HostedRepository repository, PullVersion version, Comparison.Limits limits) {
        return diff.compare(
                repository.name(),
                Optional.of(mergeBase(repository, version).id()),
                version.head().id(),
                limits);
    }

    /** What changed from one version to the other, without what came from the base branch meanwhile. */
    public GitDiff.Interdiff between(
            HostedRepository repository, PullVersion older, PullVersion newer, Comparison.Limits limits) {
        return diff.interdiff(
                repository.name(),
                new GitDiff.Proposed(
                        mergeBase(repository, older).id(), older.head().id()),
                new GitDiff.Proposed(
                        mergeBase(repository, newer).id(), newer.head().id()),
                limits);
    }
}
