package dev.softservice.runner.stop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says whether a task should end early, and why. Code that wants to end it calls {@link #ask}; code that does the work
 * polls, or registers what to close.
 */
public final class Stop {
    private final List<Consumer<StopReason>> closers = new ArrayList<>();
    private Optional<StopReason> reason = Optional.empty();

    /** Ends the registration: when it returns, the closer has run or never will. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Asks, and returns when every closer has run. */
    public synchronized void ask(StopReason why) {
        if (reason.isPresent()) return;
        reason = Optional.of(why);
        closers.forEach(closer -> closer.accept(why));
        closers.clear();
    }

    /** Empty: nobody has asked. */
    public synchronized Optional<StopReason> reason() {
        return reason;
    }

    /**
     * Runs {@code closer} when somebody asks; at once where somebody has. It must be short, and must not wait for others: it runs on the thread that asks. Another
     * stop is asked along with this one by {@code onAsked(other::ask)}.
     */
    public synchronized Registration onAsked(Consumer<StopReason> closer) {
        if (reason.isPresent()) {
            closer.accept(reason.get());
            return () -> {};
        }
        closers.add(closer);
        return () -> remove(closer);
    }

    private synchronized void remove(Consumer<StopReason> closer) {
        closers.removeIf(one -> one == closer);
    }
}
