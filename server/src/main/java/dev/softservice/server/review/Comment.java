package dev.softservice.server.review;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A comment on a pull request.
 *
 * @param review the review that it belongs to
 * @param thread the comment that it answers; empty: it begins a thread
 * @param body   Markdown; empty once deleted
 * @param outcome what came of the commands that it begins with, a line each
 * @param place  the line that it is about; empty: the whole change
 */
public record Comment(
        long id,
        OptionalLong review,
        OptionalLong thread,
        String author,
        String body,
        Instant createdAt,
        Optional<Instant> editedAt,
        Optional<Mark> deleted,
        Optional<OnLine> place,
        Optional<Mark> resolved,
        String outcome) {
    /** Who did it, and when. */
    public record Mark(String by, Instant at) {}

    /** {@code text}: what the line said. */
    public record OnLine(LinePlace place, String text) {}

    /** What it said until {@code until}. */
    public record Earlier(String body, Instant until) {}

    public boolean isOnLine() {
        return place.isPresent();
    }
}
