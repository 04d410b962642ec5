package dev.softservice.server.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.softservice.runner.files.Bundled;
import dev.softservice.server.web.HubForTests;
import dev.softservice.server.web.SessionsForTests;
import dev.softservice.server.web.WebForTests;
import dev.softservice.server.web.page.FilledHub;
import dev.softservice.server.web.page.SamplePages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page, as axe-core sees it: nothing on it shuts anybody out. On a desk in the light theme it looks by all of its rules; on a phone in the
 * dark theme by those whose outcome hangs on colours and on room.
 */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessiblePagesTest {
    private static final String AXE = Bundled.text(AccessiblePagesTest.class, "/axe.min.js");
    private static final String ALL = "{}";
    private static final String OF_COLOURS_AND_ROOM =
            "{runOnly: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable']}";

    /** A line for each element that a rule of weight finds fault with. */
    private static final String LOOK = """
        async options => (await axe.run(document, {resultTypes: ['violations'], ...options})).violations
            .filter(found => ['serious', 'critical'].includes(found.impact))
            .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target} ${node.html.slice(0, 120)}`))\
        """;

    private BrowserForTests chromium;

    @BeforeAll
    void open() throws Exception {
        chromium = BrowserForTests.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) chromium.close();
    }

    @Test
    void nothingOnAPageOfAWholeHubShutsAnybodyOut(@TempDir Path folder) throws Exception {
        try (var whole = new FilledHub(folder);
                var context = chromium.browser().newContext()) {
            var page = context.newPage();
            page.navigate(whole.hub.address() + "/login");
            page.getByLabel("Token").fill(HubForTests.ADMIN_TOKEN);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in with the token"))
                    .click();
            assertThat(wrong(page, whole.hub.address(), whole.pages())).isEmpty();
        }
    }

    /** With the long texts, the failures and the rare states that a whole hub has not. */
    @Test
    void nothingOnASampleShutsAnybodyOut() {
        try (var sessions = new SessionsForTests();
                var context = chromium.browser().newContext()) {
            var samples = new SamplePages(sessions.sessions, usual -> usual);
            try (var web = new WebForTests(samples.routes(), samples.looks())) {
                assertThat(wrong(context.newPage(), "http://127.0.0.1:" + web.port, samples.paths()))
                        .isEmpty();
            }
        }
    }

    @Test
    void theLookSeesWhatItIsMeantToSee() {
        try (var page = chromium.browser().newPage()) {
            page.setContent("<html lang=en><title>t</title><p style='color:#bbb;background:#fff'>pale</p>");
            page.evaluate(AXE);
            assertThat(faults(page, OF_COLOURS_AND_ROOM))
                    .singleElement()
                    .asString()
                    .startsWith("color-contrast: p");
        }
    }

    private static List<String> wrong(Page page, String hub, List<String> paths) {
        var wrong = new ArrayList<String>();
        for (var path : paths) {
            page.setViewportSize(1280, 844);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.navigate(hub + path);
            page.evaluate(AXE);
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)");
            for (var fault : faults(page, ALL)) wrong.add(path + " " + fault);
            page.setViewportSize(390, 844);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            for (var fault : faults(page, OF_COLOURS_AND_ROOM)) wrong.add(path + " dark, on a phone: " + fault);
        }
        return wrong;
    }

    private static List<String> faults(Page page, String options) {
        return ((List<?>) page.evaluate("(" + LOOK + ")(" + options + ")"))
                .stream().map(String::valueOf).toList();
    }
}
