package dev.softservice.runner.climb;

import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to verify, and how.
 *
 * @param footprint  how the things that the run makes on the engine are named, kept and shared
 * @param source     the distro's exact tree
 * @param parameters values given for the manifest's parameters, as text; the rest takes defaults, secrets are generated
 * @param reach      how far the run may go
 * @param stable     what rung 6 upgrades from; empty: there is no release yet, and that rung has nothing to show
 * @param candidates what is to stand among the releases that the distro is made of
 * @param recorded   what it is made of, as an earlier run of the same tree was; empty: of what its ranges come to now
 */
public record RunRequest(
        Footprint footprint,
        SourceTree source,
        Map<String, String> parameters,
        Reach reach,
        Optional<Stable> stable,
        List<UnreleasedVersion> candidates,
        Optional<Recorded> recorded) {
    public RunRequest {
        candidates = List.copyOf(candidates);
    }

    /**
     * The run's things on the engine.
     *
     * @param id     names the run in labels and resource names: {@code [a-z0-9-]{1,40}}, unique among the runs of its hub
     * @param hub    names who ordered it: a sweeper removes only what carries its own hub's label
     * @param keep   leave the environment up for a look inside; its containers stay labelled with the run
     * @param domain whose runs this one may share prepared networks with, one after the other and each finding them as if they were new: those of one
     *               repository whose authors are trusted alike, for instance; empty: nobody's
     * @param anew   what earlier runs left on the engine is not used: images are asked for at their registries again, and built without a cache
     */
    public record Footprint(String id, String hub, boolean keep, String domain, boolean anew) {
        /** Gone when the run is over, and shared with nobody. */
        public Footprint(String id, String hub) {
            this(id, hub, false, "", false);
        }
    }

    /** @param level climb no higher than this rung; a number of {@link dev.softservice.manifest.model.Rung} */
    public record Reach(int level, Limits limits) {}

    /** Of a distro that has no release yet. */
    public RunRequest(Footprint footprint, SourceTree source, Map<String, String> parameters, Reach reach) {
        this(footprint, source, parameters, reach, Optional.empty(), List.of(), Optional.empty());
    }

    public RunRequest withStable(Stable release) {
        return withStable(Optional.of(release));
    }

    public RunRequest withStable(Optional<Stable> release) {
        return new RunRequest(footprint, source, parameters, reach, release, candidates, recorded);
    }

    public RunRequest withDomain(String sharing) {
        return with(new Footprint(id(), hub(), keep(), sharing, isAnew()));
    }

    public RunRequest keeping(boolean wanted) {
        return with(new Footprint(id(), hub(), wanted, domain(), isAnew()));
    }

    /** From scratch, and shared with nobody. */
    public RunRequest anew() {
        return with(new Footprint(id(), hub(), keep(), "", true));
    }

    private RunRequest with(Footprint other) {
        return new RunRequest(other, source, parameters, reach, stable, candidates, recorded);
    }

    public RunRequest trying(List<UnreleasedVersion> others) {
        return new RunRequest(footprint, source, parameters, reach, stable, others, recorded);
    }

    /** Made of what an earlier run was made of. */
    public RunRequest madeOf(Recorded earlier) {
        return new RunRequest(footprint, source, parameters, reach, stable, candidates, Optional.of(earlier));
    }

    public String id() {
        return footprint.id();
    }

    public String hub() {
        return footprint.hub();
    }

    public boolean keep() {
        return footprint.keep();
    }

    public String domain() {
        return footprint.domain();
    }

    public boolean isAnew() {
        return footprint.anew();
    }

    public int level() {
        return reach.level();
    }

    public Limits limits() {
        return reach.limits();
    }
}
