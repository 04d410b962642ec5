package dev.softservice.server.pull;

import java.time.Instant;

/**
 * Something that a person did to a pull request.
 *
 * @param detail the commit that it was about, or why; empty where there is neither
 */
public record PullEvent(long id, Kind kind, String by, Instant at, String detail) {
    public enum Kind {
        RUN_APPROVED("lets this code run"),
        WEAKER_ACCEPTED("says that it is meant to stop checking what is named above"),
        RULE_SET_ASIDE("sets a rule of the policy aside; the reason stands above"),
        RETEST_ASKED("asks that it is tested again"),
        MERGE_ASKED("asks that it merges once it is verified"),
        GATE_LEFT("does not merge it by itself any more: "),
        MERGED("merges it"),
        DRAFTED("makes it a draft"),
        READY("says that it is ready"),
        CLOSED("closes it"),
        REOPENED("reopens it");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** As a verb behind the name of who did it. */
        public String words() {
            return words;
        }
    }
}
