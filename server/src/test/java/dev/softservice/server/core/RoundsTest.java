package dev.softservice.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundsTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore done = new Semaphore(0);

    @Test
    void theFirstRoundComesAtOnceAndFurtherOnesWhenWoken() throws Exception {
        try (var rounds = new Rounds("test", NEVER, done::release)) {
            rounds.start();
            done.acquire();
            rounds.wake();
            done.acquire();
        }
        assertThat(done.tryAcquire()).as("no more rounds than asked for").isFalse();
    }

    @Test
    void withoutBeingWokenTheNextRoundComesAfterTheInterval() throws Exception {
        try (var rounds = new Rounds("test", Duration.ofMillis(1), done::release)) {
            rounds.start();
            done.acquire(3);
        }
    }

    @Test
    void aRoundThatFailsIsFollowedByTheNext() throws Exception {
        var count = new AtomicInteger();
        try (var rounds = new Rounds("test", NEVER, () -> {
            int round = count.incrementAndGet();
            done.release();
            if (round == 1) throw new IllegalStateException("meant to fail");
            if (round == 2) throw Refusal.invalid("meant to be refused");
            if (round == 3) throw new StackOverflowError("meant to be worse");
        })) {
            rounds.start();
            for (int round = 1; round <= 4; round++) {
                done.acquire();
                rounds.wake();
            }
        }
        assertThat(count.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void wakingOftenDuringARoundMeansOneMoreRound() throws Exception {
        var begun = new Semaphore(0);
        var goOn = new Semaphore(0);
        try (var rounds = new Rounds("test", NEVER, () -> {
            begun.release();
            goOn.acquireUninterruptibly();
            done.release();
        })) {
            rounds.start();
            begun.acquire();
            for (int i = 0; i < 10; i++) rounds.wake();
            goOn.release();
            begun.acquire();
            goOn.release();
            done.acquire(2);
        }
        assertThat(begun.tryAcquire()).as("a third round").isFalse();
    }

    @Test
    void closingInterruptsARoundAndWaitsForItsEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var rounds = new Rounds("test", NEVER, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException closed) {
                ended.set(true);
            }
        });
        rounds.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        rounds.close();
        assertThat(ended).isTrue();
    }

    @Test
    void theFirstRoundMayBeAnotherTask() throws Exception {
        var first = new Semaphore(0);
        try (var rounds = new Rounds("test", NEVER, done::release)) {
            rounds.start(first::release);
            first.acquire();
            rounds.wake();
            done.acquire();
        }
        assertThat(first.tryAcquire()).as("once").isFalse();
    }

    @Test
    void aRoundThatIsGivenTimeEndsByItselfAndNoOtherBegins() throws Exception {
        var begun = new Semaphore(0);
        var goOn = new CountDownLatch(1);
        var rounds = new Rounds("test", Duration.ofMillis(1), Duration.ofSeconds(60), () -> {
            begun.release();
            try {
                goOn.await();
                done.release();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        rounds.start();
        begun.acquire();
        rounds.stop();
        goOn.countDown();
        rounds.close();
        assertThat(done.tryAcquire()).as("it was not interrupted").isTrue();
        assertThat(begun.tryAcquire()).as("another round").isFalse();
    }

    @Test
    void aRoundThatTakesLongerThanItIsGivenIsInterrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var rounds = new Rounds("test", NEVER, Duration.ofMillis(1), () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException closed) {
                done.release();
            }
        });
        rounds.start();
        begun.await();
        rounds.close();
        assertThat(done.tryAcquire()).isTrue();
    }

    @Test
    void oneThatNeverBeganIsClosedAtOnce() {
        var rounds = new Rounds("test", NEVER, NEVER, done::release);
        rounds.close();
        assertThat(done.tryAcquire()).isFalse();
    }
}
