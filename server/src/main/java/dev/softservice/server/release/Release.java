package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A published release.
 *
 * @param version  {@code 2.3.1}
 * @param tag      {@code v2.3.1}
 * @param rungs    what came of each rung of the ladder
 * @param run      the run that proved it (the reused one where a proof was reused)
 * @param evidence {@code sha256:…} of the DSSE envelope in refs/notes/verification
 * @param drops    the volumes of earlier versions that it gives up
 * @param notes    what is new in it
 * @param yanked   empty: it may be installed
 */
public record Release(
        long id,
        long repository,
        String version,
        String tag,
        Sha commit,
        Sha tree,
        Rungs rungs,
        RunId run,
        String evidence,
        Instant createdAt,
        List<Dropped> drops,
        ReleaseNotes notes,
        Optional<Yanked> yanked) {
    /** Why nobody should install it any more. */
    public record Yanked(String reason, Instant at, String by) {}

    Release yanked(Optional<Yanked> other) {
        return new Release(
                id, repository, version, tag, commit, tree, rungs, run, evidence, createdAt, drops, notes, other);
    }

    /** What the outcomes of its rungs come to. */
    public int level() {
        return rungs.level();
    }
}
