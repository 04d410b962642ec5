package dev.softservice.server.run;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the trees that a run needs to where the verifier reads them. */
public final class RunSources {
    private static final Logger LOG = LoggerFactory.getLogger(RunSources.class);

    private final GitStore git;
    private final Repositories repositories;
    private final TreeFolders trees;
    private final Scratch scratch;

    /** {@code trees}: where the tree of a stable release is put; {@code scratch}: where the tree under test is. */
    public RunSources(GitStore git, Repositories repositories, TreeFolders trees, Scratch scratch) {
        this.git = git;
        this.repositories = repositories;
        this.trees = trees;
        this.scratch = scratch;
    }

    private RepositoryName repository(Run run) {
        return repositories.byId(run.repository()).name();
    }

    /** The tree's files, without a checkout. */
    RepositoryFiles files(Run run) {
        return git.files(repository(run), run.commit().id());
    }

    /** The tree for one attempt: read from the repository, checked out where {@link #checkOut} puts it. */
    SourceTree tree(Run run, String requestId) {
        return new SourceTree(() -> files(run), () -> scratch.of(requestId));
    }

    /** Puts there what the request names. */
    void checkOut(Run run, RunRequest request) {
        try {
            git.export(repository(run), run.commit().id(), scratch.fresh(request.id()));
            if (request.stable().isPresent())
                trees.of(
                        repository(run),
                        ObjectId.fromString(request.stable().get().tree()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Takes the tree under test away again. */
    void clear(RunRequest request) {
        var source = scratch.of(request.id());
        try {
            Scratch.clear(source);
        } catch (IOException left) {
            LOG.warn("{} is left behind until the next start: {}", source, left.getMessage());
        }
    }
}
