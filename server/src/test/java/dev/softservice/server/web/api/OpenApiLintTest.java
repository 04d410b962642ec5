package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hub's OpenAPI document before the checkers that its users would run: Redocly's and Spectral's. */
class OpenApiLintTest {
    private static final Path CHECKERS = Path.of("src/test/lint").toAbsolutePath();
    private static final Path PLACE = Path.of("target/lint").toAbsolutePath();

    @BeforeAll
    static void installTheCheckers() throws Exception {
        if (!runs("node", "--version") || !runs("npm", "--version")) Packages.install("nodejs", "npm");
        Needs.that(runs("npm", "--version"), "install nodejs and npm, to check the OpenAPI document");
        Files.createDirectories(PLACE);
        for (var file : List.of("package.json", "package-lock.json", "redocly.mjs", "spectral.yaml"))
            Files.write(PLACE.resolve(file), Files.readAllBytes(CHECKERS.resolve(file)));
        try (var document = OpenApiLintTest.class.getResourceAsStream("/openapi/openapi.json")) {
            Files.write(
                    PLACE.resolve("openapi.json"),
                    Objects.requireNonNull(document).readAllBytes());
        }
        var installed = run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
        assertThat(installed.exit()).as(installed.output()).isZero();
    }

    @Test
    void redoclyFindsNothing() throws Exception {
        var found = run("node", "redocly.mjs", "openapi.json");
        assertThat(found.output()).isEmpty();
        assertThat(found.exit()).isZero();
    }

    @Test
    void spectralFindsNothing() throws Exception {
        var found = run(
                "node",
                "node_modules/@stoplight/spectral-cli/dist/index.js",
                "lint",
                "--ruleset",
                "spectral.yaml",
                "--fail-severity",
                "warn",
                "openapi.json");
        assertThat(found.exit()).as(found.output()).isZero();
    }

    private record Ended(int exit, String output) {}

    private static boolean runs(String... command) {
        try {
            Files.createDirectories(PLACE);
            return run(command).exit() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(PLACE.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) throw new IOException(command[0] + " does not end");
        return new Ended(process.exitValue(), output.strip());
    }
}
