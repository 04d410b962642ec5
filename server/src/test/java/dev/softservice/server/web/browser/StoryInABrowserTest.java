package dev.softservice.server.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What maintainers and contributors do with the pages, on the whole hub. */
@Tag("browser")
class StoryInABrowserTest {
    private static final Map<String, String> GREEN =
            Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "README.md", "# Our wiki\n\nHello.");

    @TempDir
    private Path data;

    private BrowserForTests chromium;
    private HubForTests hub;

    @BeforeEach
    void open() throws Exception {
        chromium = BrowserForTests.open();
        hub = new HubForTests(data);
    }

    @AfterEach
    void close() {
        if (hub != null) hub.close();
        if (chromium != null) chromium.close();
    }

    @Test
    void aMaintainerWithoutJavaScriptLogsInMakesADistroAndMerges() throws Exception {
        try (var context = chromium.browser().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            var page = context.newPage();
            page.navigate(address("/new"));
            page.getByLabel("Token").fill(HubForTests.ADMIN_TOKEN);
            button(page, "Log in with the token").click();
            page.getByLabel("Owner").fill("samples");
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("team-wiki");
            page.getByLabel("What it is for").fill("A wiki");
            button(page, "Make it").click();
            assertThat(page.getByText("Nothing pushed yet")).isVisible();

            var wiki = hub.app
                    .repositories()
                    .require(new dev.softservice.server.repo.RepositoryName("samples", "team-wiki"));
            hub.pushMain(wiki, GREEN);
            hub.settle();
            hub.propose(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki, better")), "A better title");
            hub.settle();
            page.navigate(address("/samples/team-wiki/pulls"));
            page.getByText("A better title").click();
            assertThat(page.locator(".band")).containsText("Passed");
            assertThat(page.locator(".diff")).containsText("Team wiki, better");
            button(page, "Merge what was tested").click();
            assertThat(page.locator(".state").first()).containsText("Merged");
            hub.settle();
            page.navigate(address("/samples/team-wiki"));
            assertThat(page.locator(".install"))
                    .containsText("softservice install 127.0.0.1:" + hub.port + "/samples/team-wiki");
            assertThat(page.locator(".install .version")).hasText("2.3.1");
            button(page, "Log out").click();
            assertThat(page).hasURL(address("/"));
            assertThat(page.getByText("Log in")).isVisible();
        }
    }

    @Test
    void aContributorOnAPhoneSeesWhyItFailedWithoutScrolling() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, GREEN);
        hub.settle();
        hub.propose(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "verdict.txt",
                        "fails\nexpected Saved, got 500\n"),
                "Break it");
        hub.settle();
        try (var context = phone()) {
            var page = context.newPage();
            page.navigate(address("/samples/team-wiki/pulls/1"));
            assertThat(page.locator(".band .says")).isInViewport();
            assertThat(page.locator(".test.failed .name")).hasText("an editor can save a page");
            assertThat(page.locator(".test.failed .message")).isInViewport();
            assertThat(page.locator(".test.failed .message")).hasText("expected Saved, got 500");
        }
    }

    @Test
    void aRunIsFollowedLiveFromLogToVerdict() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "verdict.txt",
                        "holds\n\u001b[31mred <b>bold</b>\n"));
        hub.engine.held.take();
        try (var context = chromium.browser().newContext()) {
            var page = context.newPage();
            page.navigate(
                    address("/samples/team-wiki/runs/" + hub.newestRun(wiki).id()));
            assertThat(page.locator(".band")).containsText("Running");
            assertThat(page.locator("#log")).containsText("[31mred <b>bold</b>");
            hub.engine.go("let <go>");
            assertThat(page.locator("#log")).containsText("let <go>");
            assertThat(page.locator(".band")).containsText("Passed");
            assertThat(page.locator("#log").getByText("ready to serve")).hasCount(1);
            assertThat(page.locator("#steps li.passed")).hasCount(5);
        }
    }

    @Test
    void aPullRequestsPageTellsOfAcceptanceAndThenOfTheVerdictByItself() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, GREEN);
        hub.settle();
        hub.pushMain(
                hub.repository("samples", "other"),
                Map.of("softservice.yaml", HubForTests.manifest("Other"), "verdict.txt", "holds"));
        hub.engine.held.take();
        hub.propose(
                wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "climbs"), "Climb");
        try (var context = chromium.browser().newContext()) {
            var page = context.newPage();
            page.navigate(address("/samples/team-wiki/pulls/1"));
            assertThat(page.locator(".band")).containsText("Next in line; 1 of 1 worker busy.");
            hub.engine.go("on");
            hub.engine.held.take();
            assertThat(page.locator(".band")).containsText("Accepted, climbing on");
            assertThat(page.locator(".rungs .running")).containsText("5 resilient");
            hub.engine.go("up");
            assertThat(page.locator(".band")).containsText("Passed");
            assertThat(page.locator(".rungs .running")).hasCount(0);
        }
    }

    private BrowserContext phone() {
        return chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(390, 844));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private String address(String path) {
        return "http://127.0.0.1:" + hub.port + path;
    }
}
