package dev.softservice.server.web.browser;

import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Chromium. Where it is missing and can be had (root on Debian) it is installed; where it can't, tests are skipped with the
 * reason, unless CI is set, where that is a failure.
 */
final class BrowserForTests implements AutoCloseable {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final List<String> QUIET = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private BrowserForTests(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static BrowserForTests open() {
        var executable = installed().or(BrowserForTests::install);
        if (executable.isEmpty()) {
            var reason = "no Chromium here, and it can only be installed as root on Debian or Ubuntu: apt-get install"
                    + " chromium";
            if ("true".equals(System.getenv("CI"))) fail(reason);
            Assumptions.abort(reason);
        }
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            var options = new BrowserType.LaunchOptions()
                    .setExecutablePath(executable.orElseThrow())
                    .setArgs(QUIET)
                    .setHeadless(true);
            return new BrowserForTests(playwright, playwright.chromium().launch(options));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    Browser browser() {
        return browser;
    }

    private static Optional<Path> installed() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    private static Optional<Path> install() {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(Path.of("/usr/bin/apt-get")))
            return Optional.empty();
        System.out.println("installing Chromium for the browser tests: apt-get install -y chromium");
        try {
            apt("update", "-qq");
            apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
        } catch (IOException e) {
            System.out.println("could not install Chromium: " + e.getMessage());
        }
        return installed();
    }

    private static void apt(String... arguments) throws IOException {
        var command = new java.util.ArrayList<>(List.of("/usr/bin/apt-get"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            var code = builder.start().waitFor();
            if (code != 0) throw new IOException("apt-get ended with " + code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
