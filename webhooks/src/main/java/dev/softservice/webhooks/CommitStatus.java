package dev.softservice.webhooks;

import java.net.URI;

/**
 * A status that the forge shows beside a commit.
 *
 * @param sha         40 or 64 hex digits
 * @param context     tells this status from those of others; the newest with the same context counts
 * @param target      the page to read on
 * @param description one line; cut at 140 characters, which is what GitHub takes
 */
public record CommitStatus(String sha, State state, String context, URI target, String description) {
    public enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR
    }

    public CommitStatus {
        if (!CommitId.isOne(sha)) {
            throw new IllegalArgumentException("a commit id has 40 or 64 hex digits: " + sha);
        }
        description = OneLine.of(description, 140);
    }
}
