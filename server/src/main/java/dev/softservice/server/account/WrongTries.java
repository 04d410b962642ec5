package dev.softservice.server.account;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Counts wrong tries by key; they wear off with time. Remembers the keys that were tried last. */
final class WrongTries {
    private final int free;
    private final Duration each;
    private final Clock clock;
    private final Map<String, Tries> tries = new LastUsed<>();

    private record Tries(double count, long at) {}

    /** {@code free} tries, and one more in each {@code each}. */
    WrongTries(int free, Duration each, Clock clock) {
        this.free = free;
        this.each = each;
        this.clock = clock;
    }

    synchronized boolean areTooMany(String key) {
        return now(key) > free - 1;
    }

    synchronized void add(String key) {
        tries.put(key, new Tries(now(key) + 1, clock.millis()));
    }

    /** Takes one back that was not wrong. */
    synchronized void takeBack(String key) {
        tries.put(key, new Tries(Math.max(0, now(key) - 1), clock.millis()));
    }

    synchronized void forget(String key) {
        tries.remove(key);
    }

    private double now(String key) {
        var past = tries.get(key);
        return past == null ? 0 : Math.max(0, past.count() - (double) (clock.millis() - past.at()) / each.toMillis());
    }
}
