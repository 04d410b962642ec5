package dev.softservice.server.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.SessionsForTests;
import dev.softservice.server.web.WebForTests;
import dev.softservice.server.web.page.SamplePages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every page with samples of what it may have to show: nothing on it shuts anybody out. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessiblePagesTest {
    private BrowserForTests chromium;

    @BeforeAll
    void open() throws Exception {
        chromium = BrowserForTests.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) chromium.close();
    }

    /** With the long texts, the failures and the rare states that a whole hub has not. */
    @Test
    void nothingOnASampleShutsAnybodyOut() {
        try (var sessions = new SessionsForTests();
                var context = chromium.browser().newContext()) {
            var samples = new SamplePages(sessions.sessions, usual -> usual);
            try (var web = new WebForTests(samples.routes(), samples.looks())) {
                assertThat(Axe.wrong(context.newPage(), "http://127.0.0.1:" + web.port, samples.paths()))
                        .isEmpty();
            }
        }
    }

    @Test
    void theLookSeesWhatItIsMeantToSee() {
        try (var page = chromium.browser().newPage()) {
            page.setContent("<html lang=en><title>t</title><p style='color:#bbb;background:#fff'>pale</p>");
            assertThat(Axe.faults(page, Axe.OF_COLOURS_AND_ROOM))
                    .singleElement()
                    .asString()
                    .startsWith("color-contrast: p");
        }
    }
}
