package dev.softservice.server.web;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that all request bodies together may take; safe for use by many threads. */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** An eighth of the heap: a body is copied once, and what is read from it takes room as well. */
    static BodyBudget usual() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    long left() {
        return left.get();
    }

    Share share() {
        return new Share();
    }

    /** What one request holds, until it is answered. */
    final class Share implements AutoCloseable {
        private final AtomicLong held = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();

        /** False where the budget has no room; nothing is taken then. */
        boolean take(int bytes) {
            if (left.addAndGet(-bytes) < 0 || closed.get()) {
                left.addAndGet(bytes);
                return false;
            }
            held.addAndGet(bytes);
            return true;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                left.addAndGet(held.getAndSet(0));
            }
        }
    }
}
