package dev.softservice.server.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.server.core.Refusal;
import java.time.Clock;
import java.time.Duration;

/** Lets each key do something three times, and once more in each {@code each}. Forgets the keys that were tried longest ago. */
final class Seldom {
    private static final int FREE = 3;
    private static final int KEYS = 10_000;

    private final Duration each;
    private final Clock clock;
    private final Cache<String, Used> used =
            Caffeine.newBuilder().maximumSize(KEYS).build();

    private record Used(double count, long at, boolean admitted) {}

    Seldom(Duration each, Clock clock) {
        this.each = each;
        this.clock = clock;
    }

    boolean admits(String key) {
        long now = clock.millis();
        return used.asMap()
                .compute(key, (_, past) -> {
                    double count =
                            past == null ? 0 : Math.max(0, past.count() - (double) (now - past.at()) / each.toMillis());
                    boolean admitted = count <= FREE - 1;
                    return new Used(admitted ? count + 1 : count, now, admitted);
                })
                .admitted();
    }

    void admit(String key, String otherwise) {
        if (!admits(key)) throw Refusal.of(Refusal.Kind.THROTTLED, otherwise);
    }
}
