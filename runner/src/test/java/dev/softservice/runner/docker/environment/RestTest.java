package dev.softservice.runner.docker.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.environment.Rest.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RestTest {
    private static final Duration WHOLE = Duration.ofMillis(500);

    private final Counted web = new Counted();
    private final Counted store = new Counted();
    private Duration passed = Duration.ZERO;

    private static final class Counted extends InspectContainerResponse {
        private long time;
        private long tasks = 1;
        private boolean gone;

        private Counts counts() {
            return new Counts(
                    () -> gone ? OptionalLong.empty() : OptionalLong.of(time),
                    () -> gone ? OptionalLong.empty() : OptionalLong.of(tasks));
        }
    }

    @Test
    void servicesThatAreIdleAreWaitedForShortly() throws InterruptedException {
        assertThat(waited(List.of(web, store), () -> web.time += 1_000_000)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void oneThatIsStillAtWorkIsWaitedForUntilItRests() throws InterruptedException {
        assertThat(waited(List.of(web, store), () -> store.time += passed.toMillis() <= 200 ? 20_000_000 : 0))
                .isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void oneThatDoesNotRestIsWaitedForTheWholeMoment() throws InterruptedException {
        assertThat(waited(List.of(web, store), () -> web.time += 20_000_000)).isEqualTo(WHOLE);
    }

    @Test
    void aProcessThatATestHasLeftBehindIsWaitedForThoughItSleeps() throws InterruptedException {
        var rest = resting(List.of(web, store), () -> {});
        store.tasks++;
        rest.await();
        assertThat(passed).isEqualTo(WHOLE);
    }

    @Test
    void oneThatEndsOrCannotBeSeenIsWaitedForTheWholeMoment() throws InterruptedException {
        var rest = resting(List.of(web, store), () -> {});
        store.gone = true;
        rest.await();
        assertThat(passed).as("ended").isEqualTo(WHOLE);

        passed = Duration.ZERO;
        assertThat(waited(List.of(web, store), () -> {}))
                .as("not seen from the start")
                .isEqualTo(WHOLE);
    }

    private Duration waited(List<Counted> services, Runnable meanwhile) throws InterruptedException {
        resting(services, meanwhile).await();
        return passed;
    }

    private Rest resting(List<Counted> services, Runnable meanwhile) {
        var rest = new Rest(state -> Optional.of(((Counted) state).counts()), time -> {
            passed = passed.plus(time);
            meanwhile.run();
        });
        rest.begin(services);
        return rest;
    }
}
