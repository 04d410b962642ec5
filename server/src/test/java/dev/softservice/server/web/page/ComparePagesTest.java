package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two releases side by side, on the page and in the API. */
class ComparePagesTest {
    private static final String MORE = HubForTests.manifest("Team wiki") + "permissions: {internet: true}\n";

    private static HostedRepository twice(HubForTests hub) throws InterruptedException {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        hub.pushMain(wiki, Map.of("softservice.yaml", MORE));
        hub.settle();
        return wiki;
    }

    @Test
    void sayWhatIsDifferentBetweenTwoReleases(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data)) {
            twice(hub);
            assertThat(hub.get("/samples/team-wiki/releases").body())
                    .contains(
                            "Asks to reach the internet",
                            "/samples/team-wiki/compare?from&#x3D;2.3.0&amp;to&#x3D;2.3.1");
            assertThat(hub.get("/samples/team-wiki/compare").body())
                    .as("the newest against the one before")
                    .contains("<h1>2.3.0 and 2.3.1</h1>", "It asks to reach the internet", "1 passed, 0 failed")
                    .contains("A change");
            assertThat(hub.get("/samples/team-wiki/compare?from=2.3.1&to=2.3.0").body())
                    .contains("It no longer asks to reach the internet", "None that 2.3.0 has and 2.3.1 has not");
            assertThat(hub.get("/samples/team-wiki/compare?from=2.3.0&to=2.3.0").body())
                    .contains("Nothing that they would notice", "The same parts and images");
            var told = new JsonMapper()
                    .readTree(hub.get("/api/v1/repos/samples/team-wiki/compare?from=2.3.0&to=2.3.1")
                            .body());
            assertThat(told.get("news"))
                    .hasToString("[{\"kind\":\"permissions\",\"first\":true,\"says\":\"asks to reach the internet\"}]");
            assertThat(told.at("/from/version").asText()).isEqualTo("2.3.0");
            assertThat(told.at("/to/tests/passed").asInt()).isEqualTo(1);
            assertThat(told.get("commits")).hasSize(1);
            assertThat(new JsonMapper()
                            .readTree(hub.get("/api/v1/repos/samples/team-wiki/releases")
                                    .body())
                            .at("/0/notes/first"))
                    .hasToString("[\"asks to reach the internet\"]");
        }
    }

    @Test
    void refuseWhatWasNeverReleasedInOneLine(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data)) {
            hub.repository("samples", "empty");
            assertThat(hub.get("/samples/empty/compare").statusCode()).isEqualTo(404);
            twice(hub);
            var missing = hub.get("/api/v1/repos/samples/team-wiki/compare?from=1.0.0&to=2.3.1");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("samples/team-wiki has no release 1.0.0");
            var unsaid = hub.get("/api/v1/repos/samples/team-wiki/compare?from=2.3.0");
            assertThat(unsaid.statusCode()).isEqualTo(422);
            assertThat(unsaid.body()).contains("to: say which release, as ?from=1.0.0&to=1.1.0");
        }
    }
}
