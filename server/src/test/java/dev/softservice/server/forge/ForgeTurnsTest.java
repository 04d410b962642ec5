package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Soon;
import dev.softservice.server.forge.ForgeTurns.Outcome;
import dev.softservice.webhooks.http.HttpOrigin;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForgeTurnsTest {
    private static final HttpOrigin HUNG = new HttpOrigin("https", "hung.example", 443);
    private static final HttpOrigin GOOD = new HttpOrigin("https", "good.example", 443);

    private final ForgeTurns turns = new ForgeTurns(Clock.systemUTC());

    @Test
    void oneHungForgeKeepsNoOtherWaiting() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch hanging = new CountDownLatch(ForgeTurns.EACH);
            CountDownLatch end = new CountDownLatch(1);
            for (int mirror = 0; mirror < 100; mirror++) {
                threads.submit(() -> {
                    turns.take(HUNG, () -> {
                        hanging.countDown();
                        await(end);
                        return Outcome.SILENT;
                    });
                    return null;
                });
            }
            hanging.await();
            turns.take(GOOD, () -> Outcome.ANSWERED);
            assertThat(turns.health(HUNG).looking()).isEqualTo(ForgeTurns.EACH);
            assertThat(turns.health(GOOD).answeredAt()).isPresent();
            end.countDown();
        }
        assertThat(turns.health(HUNG).silentLooks()).isEqualTo(100);
        assertThat(turns.health(HUNG).looking()).isZero();
    }

    @Test
    void aForgeThatDidNotAnswerIsTriedByOneMirrorUntilItDoes() throws Exception {
        turns.take(HUNG, () -> Outcome.SILENT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Future<?> probe = threads.submit(() -> {
                turns.take(HUNG, () -> {
                    first.countDown();
                    await(end);
                    return Outcome.ANSWERED;
                });
                return null;
            });
            first.await();
            Future<?> second = threads.submit(() -> {
                turns.take(HUNG, () -> Outcome.ANSWERED);
                return null;
            });
            Soon.await(() -> turns.health(HUNG).waiting() > 0);
            assertThat(second.isDone()).isFalse();
            end.countDown();
            probe.get(10, TimeUnit.SECONDS);
            second.get(10, TimeUnit.SECONDS);
        }
        assertThat(turns.health(HUNG).silentLooks()).isZero();
    }

    @Test
    void aLookThatFailsOnTheHubsSideGivesItsPlaceBack() throws Exception {
        for (int look = 0; look < 10; look++) {
            try {
                turns.take(GOOD, () -> {
                    throw new IllegalStateException("on the hub's side");
                });
            } catch (IllegalStateException expected) {
                assertThat(turns.health(GOOD).looking()).isZero();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
