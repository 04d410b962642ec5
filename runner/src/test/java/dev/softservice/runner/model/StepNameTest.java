package dev.softservice.runner.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class StepNameTest {
    @Test
    void theStepsClimbEveryRungThatARunShowsByItselfInItsOrder() {
        assertThat(Arrays.stream(StepName.values()).map(StepName::rung).distinct())
                .containsExactlyElementsOf(EnumSet.range(Rung.VALID, Rung.ALONE));
    }
}
