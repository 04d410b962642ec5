package dev.softservice.webhooks.http;

import java.time.Duration;
import java.util.function.Supplier;

/** One end for a whole piece of work, however many requests it sends: each of them gets what time is left. */
public final class Deadline {
    private static final ScopedValue<Long> END = ScopedValue.newInstance();

    private Deadline() {}

    /** Runs {@code work} on this thread; whatever it sends ends {@code limit} from now. */
    public static <T> T within(Duration limit, Supplier<T> work) {
        return ScopedValue.where(END, System.nanoTime() + limit.toNanos()).call(work::get);
    }

    /** {@code usual}, or what is left of the work's time where that is less. Zero: it is over. */
    public static Duration left(Duration usual) {
        if (!END.isBound()) {
            return usual;
        }
        Duration left = Duration.ofNanos(Math.max(0, END.get() - System.nanoTime()));
        return left.compareTo(usual) < 0 ? left : usual;
    }
}
