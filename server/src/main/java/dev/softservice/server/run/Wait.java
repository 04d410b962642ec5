package dev.softservice.server.run;

import java.time.Duration;
import java.util.Optional;

/**
 * What a queued run waits for.
 *
 * @param place        in the queue, 1: it is next
 * @param ofRepository how many runs of its own repository are taken up before it or keep a worker busy; 0 where a worker is free for it
 * @param inAll        how many of all repositories
 * @param untilStart   an estimate from how long runs took of late; empty where nothing was measured of one that is ahead
 */
public record Wait(int place, int ofRepository, int inAll, Optional<Duration> untilStart) {
    /** Goes on after "is queued". */
    String words() {
        if (inAll == 0) return ", and a worker takes it next";
        int others = inAll - ofRepository;
        var own = runs(ofRepository) + " of this repository";
        var behind = others == 0
                ? own
                : ofRepository == 0 ? runs(others) + " of other repositories" : own + " and " + others + " of others";
        return ", behind " + behind
                + untilStart
                        .map(until -> "; " + about(until) + " until it starts")
                        .orElse("");
    }

    private static String runs(int count) {
        return count + (count == 1 ? " run" : " runs");
    }

    /** An estimate, as people say it: {@code about 40 s}. */
    public static String about(Duration duration) {
        long seconds = Math.max(1, duration.plusMillis(500).toSeconds());
        if (seconds < 120) return "about " + seconds + " s";
        long minutes = (seconds + 30) / 60;
        return minutes < 120 ? "about " + minutes + " min" : "about " + (minutes + 30) / 60 + " h";
    }
}
