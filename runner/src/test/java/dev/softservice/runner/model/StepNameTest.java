package dev.softservice.runner.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StepNameTest {
    @Test
    void theStepsClimbEveryRungInItsOrder() {
        assertThat(Arrays.stream(StepName.values()).map(StepName::rung).distinct())
                .containsExactly(Rung.values());
    }
}
