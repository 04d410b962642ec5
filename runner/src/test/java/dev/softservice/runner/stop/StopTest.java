package dev.softservice.runner.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.stop.StopReason.Overdue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StopTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private enum Why implements StopReason.Asked {
        FIRST,
        SECOND
    }

    private final Stop stop = new Stop();
    private final List<StopReason> closed = new ArrayList<>();

    @Test
    void theFirstReasonCountsAndEachCloserRunsOnce() {
        stop.onAsked(closed::add);
        assertThat(stop.reason()).isEmpty();
        stop.ask(Why.FIRST);
        stop.ask(Why.SECOND);
        assertThat(stop.reason()).contains(Why.FIRST);
        assertThat(closed).containsExactly(Why.FIRST);
    }

    @Test
    void aCloserThatComesLateRunsAtOnceAndOneThatWasTakenBackNever() {
        stop.onAsked(closed::add).close();
        stop.ask(Why.FIRST);
        assertThat(closed).isEmpty();
        stop.onAsked(closed::add);
        assertThat(closed).containsExactly(Why.FIRST);
    }

    @Test
    void anotherStopIsAskedAlongAndNotTheOtherWayRound() {
        var inner = new Stop();
        stop.onAsked(inner::ask);
        inner.ask(Why.FIRST);
        assertThat(stop.reason()).isEmpty();
        stop.ask(Why.SECOND);
        assertThat(inner.reason()).contains(Why.FIRST);
    }

    @Test
    void workThatEndsTellsItsValueOrWhatItThrew() throws Exception {
        assertThat(Work.run("adds", stop, LONG, () -> 1 + 1)).isEqualTo(new Work.Done<>(2));
        var broken = new IllegalStateException("broken");
        assertThat(Work.run("breaks", stop, LONG, () -> {
                    throw broken;
                }))
                .isEqualTo(new Work.Broke<>(broken));
        assertThat(stop.reason()).isEmpty();
    }

    @Test
    void workThatTakesTooLongIsStoppedAndHasEndedThen() throws Exception {
        var ended = new CountDownLatch(1);
        var limit = Duration.ofMillis(50);
        assertThat(Work.run("hangs", stop, limit, () -> {
                    try {
                        new CountDownLatch(1).await();
                        return 1;
                    } finally {
                        ended.countDown();
                    }
                }))
                .isEqualTo(new Work.Stopped<>(new Overdue(limit)));
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void askedBeforeItIsNotBegunAndAskedMeanwhileItsValueIsNotWaitedFor() throws Exception {
        assertThat(Work.run("asks", stop, LONG, () -> {
                    stop.ask(Why.FIRST);
                    return 1;
                }))
                .isEqualTo(new Work.Stopped<>(Why.FIRST));
        assertThat(Work.run("never", stop, LONG, () -> {
                    throw new AssertionError("begun");
                }))
                .isEqualTo(new Work.Stopped<>(Why.FIRST));
    }

    @Test
    void aCallerThatIsInterruptedWhileItWaitsStopsTheWork() {
        var worker = new AtomicReference<Throwable>();
        var waiting = Thread.currentThread();
        assertThatThrownBy(() -> Work.run("hangs", stop, LONG, () -> {
                    waiting.interrupt();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException told) {
                        worker.set(told);
                    }
                    return 1;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(worker.get()).isInstanceOf(InterruptedException.class);
        assertThat(stop.reason()).as("nobody asked").isEmpty();
    }
}
