package dev.softservice.server.run;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.RunQueue.Lease;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Makes the runner's request from a lease, the tree's own manifest and the stable release. */
public final class RunRequests {
    private final String hubId;
    private final int level;
    private final LongFunction<Optional<Baseline>> baselines;
    private final LongFunction<RepositoryName> names;

    /**
     * Makes requests of one hub.
     *
     * @param hubId     names the hub on the engine
     * @param level     the highest rung that runs climb to
     * @param baselines the release that is stable in a repository, by its id
     * @param names     the name of a repository, by its id
     */
    public RunRequests(
            String hubId, int level, LongFunction<Optional<Baseline>> baselines, LongFunction<RepositoryName> names) {
        this.names = names;
        this.hubId = hubId;
        this.level = level;
        this.baselines = baselines;
    }

    Optional<Baseline> baseline(Run run) {
        return baselines.apply(run.repository());
    }

    /** @param source its manifest is read from the repository, before anything is checked out */
    RunRequest of(Lease lease, SourceTree source, Optional<Baseline> baseline) {
        int own = lease.ladder().climb() > 0
                ? 0
                : LadderPolicy.climb(
                        source.reading().manifest().map(Manifest::releaseLevel).orElse(OptionalInt.empty()), level);
        var alone = new RunRequest(
                        new Footprint(lease.requestId(), hubId),
                        source,
                        Map.of(),
                        new Reach(Math.min(Math.max(own, lease.ladder().climb()), Rung.ALONE.number()), Limits.DEFAULT))
                .withDomain(lease.domain())
                .trying(Stream.concat(
                                lease.tests().trial().filter(Trial::with).stream()
                                        .map(trial -> trial.candidate(names.apply(trial.repository()))),
                                lease.tests().pins().stream().map(Pin::candidate))
                        .toList());
        var whole = baseline.map(known -> alone.withStable(known.stable())).orElse(alone);
        return lease.run().kind() == Run.Kind.SCHEDULED ? whole.anew() : whole;
    }
}
