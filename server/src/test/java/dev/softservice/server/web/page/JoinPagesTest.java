package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinPagesTest {
    private static final String PAGE = "/invitations";

    /** A form that is sent as it stands changes nothing. */
    @Test
    void whatHoldsNowIsWhatTheFormHasChosen(@TempDir Path data) {
        try (var hub = new HubForTests(data);
                var admin = hub.browser()) {
            for (var mode : new String[] {"open", "invitation"}) {
                assertThat(admin.post(PAGE, "/invitations/mode", Map.of("mode", mode))
                                .statusCode())
                        .isEqualTo(303);
                assertThat(admin.get(PAGE).body())
                        .contains("value=\"" + mode + "\" selected")
                        .containsOnlyOnce(" selected");
            }
            admin.post(PAGE, "/invitations/mode", Map.of("mode", "off"));
            assertThat(admin.get(PAGE).body())
                    .contains("Now: <strong>off</strong>")
                    .doesNotContain(" selected");
        }
    }
}
