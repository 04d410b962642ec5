package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The hub's OpenAPI document before the checkers that its users would run: Redocly's and Spectral's. */
class OpenApiLintTest {
    @Test
    void redoclyAndSpectralFindNothing() throws Exception {
        var checkers = NodeProgram.installed("lint", "redocly.mjs", "spectral.yaml");
        checkers.write("openapi.json", OpenApiTest.text());

        assertThat(checkers.succeeds("redocly.mjs", "openapi.json")).isEmpty();
        checkers.succeeds(
                "node_modules/@stoplight/spectral-cli/dist/index.js",
                "lint",
                "--ruleset",
                "spectral.yaml",
                "--fail-severity",
                "warn",
                "openapi.json");
    }
}
