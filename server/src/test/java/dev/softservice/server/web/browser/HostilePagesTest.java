package dev.softservice.server.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import dev.softservice.manifest.model.Rung;
import dev.softservice.server.web.SessionsForTests;
import dev.softservice.server.web.WebForTests;
import dev.softservice.server.web.page.SamplePages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every template in a real browser, each text in it written by an attacker. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePagesTest {
    private static final String PROBE =
            "<img src='http://foreign.invalid/a' onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)><a"
                    + " href=\"javascript:alert(4)\">x</a><iframe"
                    + " srcdoc='<script>parent.alert(5)</script>'></iframe><style>@import"
                    + " 'http://foreign.invalid/b'</style>{{constructor}} ![t](http://foreign.invalid/c)"
                    + " [l](javascript:alert(6)) <b style='background:url(http://foreign.invalid/d)'>";

    private BrowserForTests chromium;
    private WebForTests web;
    private SessionsForTests sessions;
    private SamplePages samples;

    @BeforeAll
    void open() throws Exception {
        chromium = BrowserForTests.open();
        sessions = new SessionsForTests();
        samples = new SamplePages(sessions.sessions, HostilePagesTest::poisoned);
        web = new WebForTests(samples.routes(), samples.looks());
    }

    @AfterAll
    void close() {
        if (web != null) web.close();
        if (chromium != null) chromium.close();
        if (sessions != null) sessions.close();
    }

    private static String poisoned(String usual) {
        return usual.startsWith("<svg")
                ? usual.replace("</svg>", "<script>alert(7)</script><image href='http://foreign.invalid/e'/></svg>")
                : usual + PROBE;
    }

    @Test
    void nothingWrittenByStrangersRunsOrLoadsAnything() {
        try (var context = context(1280, ColorScheme.LIGHT)) {
            var page = context.newPage();
            var seen = watch(page);
            for (var path : samples.paths()) {
                page.navigate(address(path));
                page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)");
            }
            page.navigate(address("/samples/team-wiki/icon"));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void theWatchSeesWhatItIsMeantToSee() {
        try (var context = context(1280, ColorScheme.LIGHT)) {
            var page = context.newPage();
            var seen = watch(page);
            page.setContent("<script>alert(1)</script><img src='http://foreign.invalid/a'>");
            page.waitForCondition(() -> seen.containsAll(List.of("dialog 1", "request http://foreign.invalid/a")));
        }
    }

    @Test
    void noPageScrollsSidewaysOnAPhone() {
        try (var context = context(390, ColorScheme.DARK)) {
            var page = context.newPage();
            for (var path : samples.paths()) {
                page.navigate(address(path));
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(path)
                        .isEqualTo(390);
            }
        }
    }

    @Test
    void noWordOfTheLadderIsTornApartOnAPhone() {
        try (var context = context(390, ColorScheme.LIGHT)) {
            var page = context.newPage();
            page.navigate(address("/about"));
            assertThat(page.evaluate("document.querySelectorAll('article ol b').length"))
                    .isEqualTo(Rung.TOP.number());
            assertThat(page.evaluate("[...document.querySelectorAll('article ol b')].filter(name =>"
                            + " name.getClientRects().length > 1).map(name => name.innerText)"))
                    .isEqualTo(List.of());
        }
    }

    @Test
    void noPageMayBeFramed() {
        try (var context = context(1280, ColorScheme.LIGHT)) {
            var page = context.newPage();
            var refused = new ArrayList<String>();
            page.onConsoleMessage(message -> refused.add(message.text()));
            page.setContent("<iframe src='" + address("/pull") + "'></iframe>");
            page.waitForCondition(() -> refused.stream().anyMatch(text -> text.contains("frame-ancestors")));
        }
    }

    @Test
    void darkAndLightFollowTheReadersWish() {
        assertThat(brightness(ColorScheme.LIGHT)).isGreaterThan(200);
        assertThat(brightness(ColorScheme.DARK)).isLessThan(60);
    }

    private double brightness(ColorScheme scheme) {
        try (var context = context(1280, scheme)) {
            var page = context.newPage();
            page.navigate(address("/pull"));
            var number = page.evaluate(
                    "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a,"
                            + " b) => a + b) / 3");
            return ((Number) number).doubleValue();
        }
    }

    private List<String> watch(Page page) {
        var seen = new ArrayList<String>();
        page.onDialog(dialog -> {
            seen.add("dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onRequestFinished(request -> foreign(request, seen));
        page.onRequestFailed(request -> {
            // What the policy stops never leaves the browser.
            if (!"csp".equals(request.failure())) foreign(request, seen);
        });
        return seen;
    }

    private void foreign(Request request, List<String> seen) {
        if (!request.url().startsWith(address("/")) && !request.url().startsWith("data:"))
            seen.add("request " + request.url());
    }

    private BrowserContext context(int width, ColorScheme scheme) {
        return chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 844)
                        .setColorScheme(scheme));
    }

    private String address(String path) {
        return "http://127.0.0.1:" + web.port + path;
    }
}
