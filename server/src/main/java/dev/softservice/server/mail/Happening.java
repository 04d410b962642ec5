package dev.softservice.server.mail;

import dev.softservice.server.pull.PullRequest;
import java.time.Instant;
import java.util.Set;

/**
 * Something about a pull request that people may want to hear of.
 *
 * @param event     names it on this hub, the same whenever it is read
 * @param kind      who hears of it
 * @param by        who did it: they are not told
 */
record Happening(String event, Kind kind, PullRequest pull, Instant at, String by, What what) {
    enum Kind {
        OPENED,
        /** Told to all who take part. */
        MOVED,
        SAID,
        /** Told to its author alone. */
        RED
    }

    /**
     * What is told of it.
     *
     * @param sentence the first line
     * @param words    Markdown that they wrote; empty: none
     * @param anchor   the place on the pull request's page; empty: its top
     */
    record What(String sentence, String words, String anchor) {}

    /** Who of these is told, because of what. */
    record Told(Set<String> mentioned, Set<String> takingPart, Set<String> maintaining) {}
}
