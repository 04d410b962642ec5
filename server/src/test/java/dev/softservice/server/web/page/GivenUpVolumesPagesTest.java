package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.web.HubForTests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release that gives up a volume of earlier versions says so, with the reason, wherever people look for what it is. */
class GivenUpVolumesPagesTest {
    private static final String GIVEN_UP =
            HubForTests.manifest("Team wiki") + "data: {dropped: [{name: index, reason: pages are <indexed> anew}]}\n";

    @Test
    void aReleaseSaysWhichVolumesItGivesUpAndWhy(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data)) {
            var wiki = hub.repository("samples", "team-wiki");
            hub.pushMain(wiki, Map.of("softservice.yaml", GIVEN_UP));
            hub.settle();

            assertThat(hub.get("/samples/team-wiki/releases").body())
                    .contains("Gives up the volume index of earlier versions: pages are &lt;indexed&gt; anew");
            var release = new JsonMapper()
                    .readTree(
                            hub.get("/api/v1/repos/samples/team-wiki/releases").body())
                    .get(0);
            assertThat(release.get("drops"))
                    .hasToString("[{\"volume\":\"index\",\"reason\":\"pages are <indexed> anew\"}]");
            assertThat(hub.get("/samples/team-wiki/feed.atom").body())
                    .contains(". Gives up the volume index of earlier versions: pages are &lt;indexed&gt;"
                            + " anew</summary>");
            var git = hub.app.git().open(wiki.name());
            var tag = git.open(git.resolve("refs/tags/v2.3.0"), Constants.OBJ_TAG);
            assertThat(new String(tag.getBytes(), StandardCharsets.UTF_8))
                    .contains("\nDrops: index (pages are <indexed> anew)\n");

            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "NEWS", "one\n"));
            hub.settle();
            assertThat(new JsonMapper()
                            .readTree(hub.get("/api/v1/repos/samples/team-wiki/releases")
                                    .body())
                            .findValues("drops"))
                    .as("each its own")
                    .extracting(Object::toString)
                    .containsExactly("[]", "[{\"volume\":\"index\",\"reason\":\"pages are <indexed> anew\"}]");
        }
    }
}
