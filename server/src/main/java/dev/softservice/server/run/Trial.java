package dev.softservice.server.run;

import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.RepositoryName;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The change that a run tries with a distro that uses it.
 *
 * @param repository what is changed
 * @param pull       the pull request there; 0: the head of main, which is to be released
 * @param version    as what the change would be released
 * @param tree       the merge result
 * @param with       the change stands among the releases; false: the comparison without it
 */
public record Trial(long repository, int pull, String version, Sha commit, Sha tree, boolean with) {
    /** What the runner is to put among the releases of {@code name}, which is the repository's. */
    public UnreleasedVersion candidate(RepositoryName name) {
        return new UnreleasedVersion(name.toString(), new Available(version, tag(), commit.name(), tree.name()));
    }

    /** What stands in the place of a tag: {@code #7}, or {@code main}. */
    public String tag() {
        return pull == 0 ? BranchName.MAIN.name() : "#" + pull;
    }

    /** The same without the change. */
    public Trial without() {
        return new Trial(repository, pull, version, commit, tree, false);
    }

    void store(Handle handle, RunId run) {
        handle.createUpdate("""
            insert into run_trial (run, repository, pull, version, commit_sha, tree, in_place)
            values (:run, :repository, :pull, :version, :commit, :tree, :with)\
            """)
                .bind("run", run)
                .bind("repository", repository)
                .bind("pull", pull)
                .bind("version", version)
                .bind("commit", commit.name())
                .bind("tree", tree.name())
                .bind("with", with ? 1 : 0)
                .execute();
    }

    /** Empty for a run that tries nobody's change. */
    static Optional<Trial> of(Handle handle, RunId run) {
        return handle.createQuery("select * from run_trial where run = :run")
                .bind("run", run)
                .map((row, _) -> new Trial(
                        row.getLong("repository"),
                        row.getInt("pull"),
                        row.getString("version"),
                        new Sha(row.getString("commit_sha")),
                        new Sha(row.getString("tree")),
                        row.getInt("in_place") > 0))
                .findOne();
    }
}
