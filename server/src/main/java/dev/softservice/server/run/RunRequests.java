package dev.softservice.server.run;

import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.manifest.RepositoryFiles;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.Limits;
import dev.softservice.server.run.RunQueue.Lease;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;

/** Puts what a lease, the tree's own manifest and the stable release say into what the runner is asked. */
public final class RunRequests {
    private final String hubId;
    private final int level;
    private final LongFunction<Optional<Baseline>> baselines;

    /**
     * Makes requests of one hub.
     *
     * @param hubId     names the hub on the engine
     * @param level     the highest rung that runs climb to
     * @param baselines the release that is stable in a repository, by its id
     */
    public RunRequests(String hubId, int level, LongFunction<Optional<Baseline>> baselines) {
        this.hubId = hubId;
        this.level = level;
        this.baselines = baselines;
    }

    Optional<Baseline> baseline(Run run) {
        return baselines.apply(run.repository());
    }

    /** {@code source}: where the tree of {@code files} is put, if it has to be. */
    RunRequest of(Lease lease, RepositoryFiles files, Path source, Optional<Baseline> baseline) {
        int own = lease.ladder().climb() > 0
                ? 0
                : LadderPolicy.climb(
                        new ManifestReader()
                                .read(files)
                                .manifest()
                                .map(Manifest::releaseLevel)
                                .orElse(OptionalInt.empty()),
                        level);
        var alone = new RunRequest(
                        lease.requestId(),
                        hubId,
                        source,
                        Map.of(),
                        Math.max(own, lease.ladder().climb()),
                        false,
                        Limits.DEFAULT)
                .withDomain(lease.domain());
        return baseline.map(known -> alone.withStable(known.stable())).orElse(alone);
    }
}
