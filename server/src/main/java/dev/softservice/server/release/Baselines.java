package dev.softservice.server.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Baseline;
import java.util.Optional;

/**
 * Finds the release that a repository's runs are upgraded from and compared with: the stable one, composed of exactly
 * what its evidence names.
 */
public final class Baselines {
    private static final int EVIDENCE_LIMIT = 16 << 20;
    private static final int KEPT = 2_000;

    private final Repositories repositories;
    private final Releases releases;
    private final GitStore git;
    private final TreeFolders trees;
    private final Cache<Long, Evidence.Composition> compositions =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    public Baselines(Repositories repositories, Releases releases, GitStore git, TreeFolders trees) {
        this.repositories = repositories;
        this.releases = releases;
        this.git = git;
        this.trees = trees;
    }

    /** Empty before the first release. Evidence that is missing or not signed by this hub is an {@link IllegalStateException} for the operator. */
    public Optional<Baseline> of(long repository) {
        var hosted = repositories.byId(repository);
        return releases.stable(hosted).map(release -> {
            var made = compositions.get(release.id(), _ -> composition(hosted, release));
            return new Baseline(
                    release.id(),
                    new Stable(
                            SourceTree.in(trees.where(release.tree().id())),
                            release.tag(),
                            release.commit().name(),
                            release.tree().name(),
                            made.pins(),
                            made.bases().keySet()));
        });
    }

    private Evidence.Composition composition(HostedRepository repository, Release release) {
        var envelope = git.note(
                        repository.name(), ReleaseRefs.NOTES, release.commit().id(), EVIDENCE_LIMIT)
                .orElseThrow(() -> new IllegalStateException(
                        repository.name() + " " + release.tag() + " has no evidence in " + ReleaseRefs.NOTES));
        if (!Evidence.digest(envelope).equals(release.evidence()))
            throw new IllegalStateException(
                    repository.name() + " " + release.tag() + ": the evidence in " + ReleaseRefs.NOTES
                            + " is not what was written at its release; put a backup of the repository back");
        return switch (Evidence.open(envelope, releases.key().allowedSigners())) {
            case Checked.Genuine<Evidence> genuine -> genuine.value().composition();
            case Checked.Refused<Evidence> refused ->
                throw new IllegalStateException(repository.name() + " " + release.tag() + ": " + refused.reason());
        };
    }
}
