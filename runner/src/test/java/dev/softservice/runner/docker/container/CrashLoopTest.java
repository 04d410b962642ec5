package dev.softservice.runner.docker.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.plan.ContainerPlan.Restart;
import dev.softservice.runner.plan.SmallContainer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrashLoopTest {
    private final Set<String> comingUp = new HashSet<>(Set.of("web"));

    private CrashLoop loop(Restart restart) {
        return new CrashLoop(SmallContainer.of("web", restart), comingUp);
    }

    private final CrashLoop loop = loop(new Restart(true, 0));

    /** @param state as the engine's JSON has it */
    private static Optional<String> look(CrashLoop loop, int restarts, String state) {
        try {
            return loop.in(new ObjectMapper()
                    .readValue(
                            "{\"RestartCount\": " + restarts + ", \"State\": {" + state + "}}",
                            InspectContainerResponse.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> ended(int restarts) {
        return look(loop, restarts, "\"Restarting\": true, \"Running\": true, \"ExitCode\": 3");
    }

    private Optional<String> runs(int restarts) {
        return look(loop, restarts, "\"Running\": true");
    }

    @Test
    void itIsPlainAtTheSeventhEndAndNotAMomentSooner() {
        assertThat(runs(0)).isEmpty();
        for (int count = 1; count <= 6; count++)
            assertThat(ended(count)).as("end " + count).isEmpty();
        assertThat(runs(6)).isEmpty();
        assertThat(ended(7)).contains("web exited with code 3, 7 times in a row before it ever was ready");
    }

    @Test
    void oneThatRunsAtThisVeryMomentHasAnotherChance() {
        runs(0);
        assertThat(runs(20)).isEmpty();
    }

    @Test
    void whileAnotherIsOnItsWayUpItMayGoOnTrying() {
        comingUp.add("database");
        for (int count = 0; count <= 9; count++) assertThat(ended(count)).isEmpty();
        comingUp.remove("database");
        assertThat(ended(10)).as("it has not seen the database up").isEmpty();
        assertThat(ended(11)).isPresent();
    }

    @Test
    void twoThatEndAgainAndAgainDoNotWaitForEachOther() {
        runs(0);
        ended(1);
        assertThat(comingUp).as("what others may wait for").isEmpty();
    }

    @Test
    void whatItDidInItsLifeBeforeDoesNotCount() {
        runs(40);
        assertThat(ended(41)).isEmpty();
        assertThat(ended(47)).isPresent();
    }

    @Test
    void memoryIsNamedWhereThatIsWhatItMeets() {
        runs(0);
        assertThat(look(loop, 7, "\"Restarting\": true, \"OOMKilled\": true, \"ExitCode\": 137"))
                .contains(
                        "web met its memory limit of 64 MiB and was killed, 7 times in a row before it ever was ready");
    }

    @Test
    void whatTheEngineDoesNotRestartForEverIsLeftToItsOwnLimit() {
        var job = loop(new Restart(false, 3));
        look(job, 0, "\"Running\": true");
        assertThat(look(job, 8, "\"Restarting\": true, \"ExitCode\": 1")).isEmpty();
    }
}
