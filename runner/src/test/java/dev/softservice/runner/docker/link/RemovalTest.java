package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemovalTest {
    private static final Map<String, String> LABELS = Map.of("hub", "one", "run", "r1");

    @Test
    void onlyWhatHasEveryLabelIsTaken() {
        assertThat(Removal.carries(LABELS, List.of("hub=one", "run"))).isTrue();
        assertThat(Removal.carries(LABELS, List.of("hub=one", "run=r1"))).isTrue();
        assertThat(Removal.carries(LABELS, List.of("hub=two", "run"))).isFalse();
        assertThat(Removal.carries(LABELS, List.of("hub=on", "run"))).isFalse();
        assertThat(Removal.carries(LABELS, List.of("hub=one", "slot"))).isFalse();
        assertThat(Removal.carries(Map.of("hub", "a=b"), List.of("hub=a=b"))).isTrue();
        assertThat(Removal.carries(null, List.of("hub=one"))).isFalse();
    }
}
