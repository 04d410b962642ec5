package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that says why something is not released yet. */
class WhyPageTest {
    private static final String MANIFEST = "softservice.yaml";

    @Test
    void thePageSaysItRungByRungAndLinksWhatItIsAbout(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data)) {
            var wiki = hub.repository("acme", "wiki");
            hub.pushMain(wiki, Map.of(MANIFEST, HubForTests.manifest("A wiki")));
            hub.settle();
            assertThat(hub.get("/acme/wiki/why").body()).contains("Nothing waits to be released.");

            hub.propose(
                    wiki,
                    Map.of(MANIFEST, HubForTests.manifest("A wiki"), "verdict.txt", "fails\n<b>the page</b> is empty"),
                    "Worse <i>pages</i>");
            hub.settle();
            var page = hub.get("/acme/wiki/why").body();
            assertThat(page)
                    .contains("Released is 2.3.0.")
                    .contains("<li id=\"pull-1\">")
                    .contains("<a href=\"/acme/wiki/pulls/1\">Worse &lt;i&gt;pages&lt;/i&gt;</a>")
                    .contains("level 4 (accepted) is asked for")
                    .contains("Run 2 failed: an editor can save a page: &lt;b&gt;the page&lt;/b&gt; is empty.")
                    .contains("<a href=\"/acme/wiki/runs/2\">See run 2</a>")
                    .contains("A maintainer has to merge it.")
                    .contains("<span class=\"what\">An editor can save a page: &lt;b&gt;the page&lt;/b&gt; is"
                            + " empty.</span>")
                    .contains("<span class=\"what\">Not run.</span>");
            assertThat(page.indexOf("Run 2 failed")).isLessThan(page.indexOf("A maintainer has to merge it"));
            assertThat(hub.get("/acme/wiki").body()).contains("<a href=\"/acme/wiki/why\">");
            assertThat(hub.get("/acme/wiki/pulls/1").body()).contains("<a href=\"/acme/wiki/why#pull-1\">");
        }
    }

    @Test
    void whatIsPrivateIsNotThere(@TempDir Path data) {
        try (var hub = new HubForTests(data)) {
            hub.app.repositories().create(new RepositoryName("secret", "plans"), "", true, hub.admin);
            for (var path : new String[] {"/secret/plans/why", "/api/v1/repos/secret/plans/why"}) {
                assertThat(hub.get(path).statusCode()).as(path).isEqualTo(404);
            }
            var admins = hub.send(hub.request("/api/v1/repos/secret/plans/why")
                    .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN));
            assertThat(admins.statusCode()).isEqualTo(200);
        }
    }
}
