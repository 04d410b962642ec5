package dev.softservice.webhooks;

import java.time.Duration;

/**
 * How often a request is repeated, and after which pauses.
 *
 * @param attempts the first one included
 * @param first    the wait before the second attempt; doubled for each further one
 * @param longest  no single wait is longer; a forge that asks for more is left alone for now
 */
public record Backoff(int attempts, Duration first, Duration longest, Pause pause) {
    /** Waiting, so that tests need not. */
    @FunctionalInterface
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    public static final Backoff USUAL = new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), Thread::sleep);

    Duration before(int attempt) {
        Duration wait = first.multipliedBy(1L << Math.min(attempt - 2, 20));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
