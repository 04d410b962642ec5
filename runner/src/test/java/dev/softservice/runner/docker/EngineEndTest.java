package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineEndTest {
    /** Ctrl-C: the engine's own hook is done before the command that was interrupted has come to its end. */
    @Test
    void anEnvironmentThatIsClosedAfterItsEngineIsRemovedByTheOneWhoClosesIt() throws Exception {
        var engine = DockerEngine.at("unix:///nowhere/docker.sock");
        engine.close();
        var environment = engine.create(new EnvironmentPlan(
                new EnvironmentScope.Run("hub", "late", false), List.of(), List.of(), List.of(), Limits.DEFAULT));
        Thread.currentThread().interrupt();
        environment.close();
        assertThat(Thread.interrupted()).as("it stays interrupted").isTrue();
        engine.awaitRemoval("late");
    }
}
