package dev.softservice.runner.engine;

import java.util.List;

/**
 * The way by which an environment came up. The result is the same on each way, but the time is not.
 *
 * @param network where its containers are
 * @param held    containers that were started before their time and held until it came
 * @param asked   containers whose healthcheck was run from beside them, without the engine
 * @param checks  containers that have a healthcheck
 */
public record Road(Network network, int held, int asked, int checks) {
    /** Networks that were prepared, or why they were not. */
    public enum Network {
        USED_BEFORE("on prepared networks that an earlier run had left"),
        PREPARED("on networks that were prepared for it"),
        SHARED_WITH_NOBODY("on networks of its own, since it shares none"),
        LEADS_OUT("on networks of its own, since it reaches the internet"),
        PUBLISHED("on networks of its own, since ports are published"),
        KEPT("on networks of its own, since it is to be kept"),
        TOO_LARGE("on networks of its own, since it has too many containers for prepared ones"),
        NO_ROOM("on networks of its own, since there was no room for prepared ones"),
        NOT_HERE("on networks of its own, since this engine can't prepare any");

        private final String words;

        Network(String words) {
            this.words = words;
        }

        /** Completes "came up …". */
        public String words() {
            return words;
        }
    }

    /** Two lines for people, each short enough for a terminal. */
    public List<String> sentences() {
        return List.of(
                "came up " + network.words(),
                "started ahead and held: " + held + "; healthchecks run from beside: " + asked + " of " + checks);
    }
}
