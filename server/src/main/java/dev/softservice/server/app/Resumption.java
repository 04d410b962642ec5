package dev.softservice.server.app;

import dev.softservice.server.core.Rounds;
import java.time.Duration;
import java.util.List;

/** Finishes what a crash, or trouble in the middle, has cut off: at the start, and again from time to time. */
final class Resumption implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(30);
    /** How long what is under way may go on when the hub stops. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final List<Runnable> first;
    private final List<Runnable> again;
    private final Runnable last;
    private final Rounds rounds;
    private final Rounds rebuilding;

    /**
     * Each step is harmless where there is nothing to do.
     *
     * @param first at a start alone, before all else
     * @param again at a start, and every 30 s
     * @param last  at a start alone, after all else
     * @param anew  every 30 s on a thread of its own, because it waits for registries
     */
    Resumption(List<Runnable> first, List<Runnable> again, Runnable last, Runnable anew) {
        this.first = List.copyOf(first);
        this.again = List.copyOf(again);
        this.last = last;
        this.rounds = new Rounds("repair", EVERY, PATIENCE, this::finishBegun);
        this.rebuilding = new Rounds("anew", EVERY, PATIENCE, anew);
    }

    /** In the background: the hub serves meanwhile. */
    void start() {
        rounds.start(this::repair);
        rebuilding.start(() -> {});
    }

    /** What has failed half-way while the hub runs, such as a release whose last step met a full disk, is not left until the next start. */
    void finishBegun() {
        again.forEach(Runnable::run);
    }

    /** Finishes what a crash has cut off; harmless where there is nothing. */
    void repair() {
        first.forEach(Runnable::run);
        finishBegun();
        last.run();
    }

    /** Begins nothing any more. */
    void stop() {
        rounds.stop();
        rebuilding.stop();
    }

    @Override
    public void close() {
        rounds.close();
        rebuilding.close();
    }
}
