package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What owners make of a whole repository, on its page of settings. */
class RepositoryLifePagesTest {
    private static final String DEEDS = "/acme/wiki/settings/life";
    private static final String SETTINGS = "/acme/wiki/settings";

    @Test
    void anOwnerArchivesItDeletesItTakesItBackAndRenamesIt(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data);
                var owner = hub.browser()) {
            var wiki = hub.repository("acme", "wiki");
            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("A wiki")));
            owner.post(SETTINGS, DEEDS, Map.of("deed", "archive"));
            assertThat(hub.get("/acme/wiki").body()).contains("archived: read only");
            assertThat(owner.get(SETTINGS).body()).contains("Take it out of the archive");
            owner.post(SETTINGS, DEEDS, Map.of("deed", "unarchive"));
            assertThat(hub.get("/acme/wiki").body()).doesNotContain("archived: read only");

            assertThat(owner.post(SETTINGS, DEEDS, Map.of("deed", "delete", "confirm", "wiki"))
                            .body())
                    .contains("to delete acme/wiki, write exactly this name");
            owner.post(SETTINGS, DEEDS, Map.of("deed", "delete", "confirm", "acme/wiki"));
            assertThat(hub.get("/acme/wiki").statusCode()).isEqualTo(404);
            assertThat(owner.get("/acme").body())
                    .contains("About to be deleted")
                    .contains("/acme/wiki/settings");
            assertThat(owner.get(SETTINGS).body()).contains("goes for good on").doesNotContain("value=\"delete\"");
            try (var other = hub.browser("ann")) {
                assertThat(other.get(SETTINGS).statusCode()).isEqualTo(404);
            }
            owner.post(SETTINGS, DEEDS, Map.of("deed", "restore"));
            assertThat(hub.get("/acme/wiki").statusCode()).isEqualTo(200);

            owner.post(SETTINGS, DEEDS, Map.of("deed", "rename", "name", "pages"));
            assertThat(owner.get("/acme/pages/settings").body()).contains("<code>acme/wiki</code>");
            var led = hub.get("/acme/wiki/files?at=main");
            assertThat(led.statusCode()).isEqualTo(307);
            assertThat(led.headers().firstValue("Location")).contains("/acme/pages/files?at=main");
        }
    }
}
