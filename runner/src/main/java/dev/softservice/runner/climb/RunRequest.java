package dev.softservice.runner.climb;

import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Stable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to verify: one exact tree, checked out in a folder that nobody else writes to.
 *
 * @param id         names the run in labels and resource names: {@code [a-z0-9-]{1,40}}, unique on the engine
 * @param hub        names who ordered it: a sweeper removes only what carries its own hub's label
 * @param source     the folder of the distro
 * @param parameters values given for the manifest's parameters, as text; the rest takes defaults, secrets are generated
 * @param level      climb no higher than this rung; a number of {@link dev.softservice.manifest.Rung}
 * @param keep       leave the environment up for a look inside; its containers stay labelled with the run
 * @param stable     what rung 6 upgrades from; empty: there is no release yet, and that rung has nothing to show
 * @param domain     whose runs this one may share prepared networks with, one after the other and each finding them as if they were new: those of one
 *                   repository whose authors are trusted alike, for instance; empty: nobody's
 */
public record RunRequest(
        String id,
        String hub,
        Path source,
        Map<String, String> parameters,
        int level,
        boolean keep,
        Limits limits,
        Optional<Stable> stable,
        String domain) {
    /** Of a distro that has no release yet; it shares nothing with other runs. */
    public RunRequest(
            String id,
            String hub,
            Path source,
            Map<String, String> parameters,
            int level,
            boolean keep,
            Limits limits) {
        this(id, hub, source, parameters, level, keep, limits, Optional.empty(), "");
    }

    public RunRequest withStable(Stable release) {
        return new RunRequest(id, hub, source, parameters, level, keep, limits, Optional.of(release), domain);
    }

    public RunRequest withDomain(String sharing) {
        return new RunRequest(id, hub, source, parameters, level, keep, limits, stable, sharing);
    }
}
