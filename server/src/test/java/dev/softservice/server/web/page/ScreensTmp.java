package dev.softservice.server.web.page;

import com.microsoft.playwright.*;
import com.microsoft.playwright.options.*;
import dev.softservice.server.web.*;
import java.nio.file.*;
import java.util.*;
import org.junit.jupiter.api.Test;

class ScreensTmp {
    @Test
    void shoot() {
        var sessions = new Sessions();
        var samples = new SamplePages(sessions, x -> x);
        try (var web = new WebForTests(samples.routes(), samples.looks());
             var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
             var browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium")).setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")))) {
            var only = System.getProperty("shots", "");
            for (var scheme : ColorScheme.values()) {
                if (scheme == ColorScheme.NO_PREFERENCE) continue;
                for (var width : new int[] {1280, 390}) {
                    var context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, width == 390 ? 844 : 800).setColorScheme(scheme));
                    var page = context.newPage();
                    page.onConsoleMessage(m -> System.out.println(m.type() + " " + m.text()));
                    for (var path : SamplePages.PATHS) {
                        var name = path.equals("/") ? "front" : path.substring(1);
                        if (!only.isEmpty() && !Set.of(only.split(",")).contains(name + "-" + scheme.name().toLowerCase() + "-" + width)) continue;
                        page.navigate("http://127.0.0.1:" + web.port + path);
                        var over = page.evaluate("document.documentElement.scrollWidth - innerWidth");
                        if (!over.equals(0)) System.out.println("overflow " + path + " at " + width + ": " + over);
                        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("/tmp/shots/" + name + "-" + scheme.name().toLowerCase() + "-" + width + ".png")).setFullPage(true));
                    }
                    context.close();
                }
            }
        }
    }
}
