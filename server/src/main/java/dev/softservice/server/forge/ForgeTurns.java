package dev.softservice.server.forge;

import dev.softservice.webhooks.http.HttpOrigin;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many mirrors look at once. Each forge has places of its own, so that one which hangs keeps no other waiting; one that did not answer
 * last time is tried by a single mirror until it does.
 */
final class ForgeTurns {
    static final int EACH = 4;
    private static final int ALL = 64;

    private final Clock clock;
    private final Semaphore all = new Semaphore(ALL, true);
    private final ConcurrentHashMap<HttpOrigin, Forge> forges = new ConcurrentHashMap<>();

    ForgeTurns(Clock clock) {
        this.clock = clock;
    }

    /** Whether a forge answered a look, whatever the answer was. */
    enum Outcome {
        ANSWERED,
        SILENT,
        /** There was nothing to ask. */
        NOT_ASKED
    }

    /**
     * How a forge has been answering since the hub was started, all mirrors on it taken together.
     *
     * @param silentLooks looks in a row that it did not answer; 0: it answered the last one
     */
    record Health(
            String origin,
            int looking,
            int waiting,
            int silentLooks,
            Optional<Instant> answeredAt,
            Optional<Instant> silentAt) {}

    interface Work {
        Outcome run();
    }

    private static final class Forge {
        private final Semaphore places = new Semaphore(EACH, true);
        private int looking;
        private int silentLooks;
        private Optional<Instant> answeredAt = Optional.empty();
        private Optional<Instant> silentAt = Optional.empty();

        private synchronized void begin() {
            looking++;
        }

        private synchronized boolean isSilent() {
            return silentLooks > 0;
        }

        private synchronized void end(Outcome outcome, Instant now) {
            looking--;
            switch (outcome) {
                case ANSWERED -> {
                    silentLooks = 0;
                    answeredAt = Optional.of(now);
                }
                case SILENT -> {
                    silentLooks++;
                    silentAt = Optional.of(now);
                }
                case NOT_ASKED -> {}
            }
        }

        private synchronized Health health(HttpOrigin origin) {
            return new Health(origin.toString(), looking, places.getQueueLength(), silentLooks, answeredAt, silentAt);
        }
    }

    /** Does the work when it is its turn. */
    void take(HttpOrigin origin, Work work) throws InterruptedException {
        Forge forge = forges.computeIfAbsent(origin, _ -> new Forge());
        int places = forge.isSilent() ? EACH : 1;
        forge.places.acquire(places);
        try {
            all.acquire();
            try {
                forge.begin();
                Outcome outcome = Outcome.SILENT;
                try {
                    outcome = work.run();
                } finally {
                    forge.end(outcome, clock.instant());
                }
            } finally {
                all.release();
            }
        } finally {
            forge.places.release(places);
        }
    }

    Health health(HttpOrigin origin) {
        return forges.computeIfAbsent(origin, _ -> new Forge()).health(origin);
    }
}
