package dev.softservice.server.review;

import java.time.Instant;
import java.util.Optional;

/**
 * A review of one version of a pull request.
 *
 * @param sentAt    empty while it is being written; then only its author sees it
 * @param dismissal where its verdict counts no more
 */
public record Review(
        long id,
        int version,
        String author,
        Verdict verdict,
        Instant createdAt,
        Optional<Instant> sentAt,
        Optional<Dismissal> dismissal) {
    /** Why a verdict counts no more; {@code by} its own author: it was taken back. */
    public record Dismissal(String by, Instant at, String why) {}

    public enum Verdict {
        APPROVED("approves"),
        CHANGES_REQUESTED("asks for changes"),
        COMMENTED("comments");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** As a verb behind the reviewer's name. */
        public String words() {
            return words;
        }
    }
}
