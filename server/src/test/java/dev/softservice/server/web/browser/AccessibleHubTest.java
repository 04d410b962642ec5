package dev.softservice.server.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.softservice.server.web.HubForTests;
import dev.softservice.server.web.page.FilledHub;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every page of a whole hub: nothing on it shuts anybody out. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibleHubTest {
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
            assertThat(Axe.wrong(page, whole.hub.address(), whole.pages())).isEmpty();
        }
    }
}
