package dev.softservice.server.release;

import java.time.Instant;

/**
 * A published release.
 *
 * @param version  {@code 2.3.1}
 * @param tag      {@code v2.3.1}
 * @param level    the rung reached
 * @param run      the run that proved it (the reused one where a proof was reused)
 * @param evidence {@code sha256:…} of the DSSE envelope in refs/notes/verification
 */
public record Release(
        long id,
        long repository,
        String version,
        String tag,
        String commit,
        String tree,
        int level,
        long run,
        String evidence,
        Instant createdAt) {}
