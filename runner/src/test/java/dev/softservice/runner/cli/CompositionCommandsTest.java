package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** validate and graph of a distro that is made of another one. */
class CompositionCommandsTest {
    private static final String HEAD = """
        softservice: v1
        name: %s
        title: Sample
        summary: Made by a test.
        version: "1.0"
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        write("page", HEAD.formatted("page") + """
            services: {web: {image: "nginx:1", expose: [80]}}
            provides: {http: {service: web, port: 80}}
            tests: [{name: it answers, http: {get: "http://web/"}}]
            """);
        write("site", HEAD.formatted("site") + """
            uses:
              page: {distro: samples/page, version: "*"}
            services: {front: {image: "nginx:1", environment: {UPSTREAM: "${uses.page.host}"}}}
            tests: [{name: it answers, http: {get: "http://page/"}}]
            """);
    }

    private void write(String name, String manifest) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("softservice.yaml"), manifest);
    }

    private Shell.Did type(String... words) {
        return new Shell(folder).type(words);
    }

    @Test
    void withoutAHubValidatingSaysWhatWasNotChecked() throws IOException {
        var did = type("validate", "site");
        assertThat(did.exit()).isZero();
        assertThat(did.out()).isEqualTo("""
            site 1.0 is valid: 1 service, 1 test, uses page
              not checked: what is behind page; --hub URL looks it up
            """);
        assertThat(new JsonMapper()
                        .readTree(type("validate", "--json", "site").out())
                        .path("unchecked"))
                .hasToString("[\"page\"]");
        assertThat(type("validate", "page").out()).doesNotContain("not checked");
    }

    @Test
    void whatIsFoundIsNamed() {
        var did = type("validate", "--with", "samples/page=page", "site");
        assertThat(did.exit()).as(did.out()).isZero();
        assertThat(did.out()).contains("site 1.0 is valid").containsPattern("  page = \\S+samples/page ");
    }

    @Test
    void whatDoesNotResolveIsAnErrorAtTheUseThatLeadsThere() throws IOException {
        write("page", HEAD.formatted("page") + """
            uses: {page: {distro: samples/page, version: "*"}}
            provides: {http: {service: page, port: 80}}
            tests: [{name: it answers, http: {get: "http://page/"}}]
            """);
        var did = type("validate", "--with", "samples/page=page", "site");
        assertThat(did.exit()).isEqualTo(2);
        assertThat(did.out())
                .contains("site/softservice.yaml:7:3: error [unresolved-use] uses.page: ")
                .contains("would use itself")
                .contains("(through site → page (page ")
                .contains("not valid: 1 error");
        var json = new JsonMapper()
                .readTree(type("validate", "--json", "--with", "samples/page=page", "site")
                        .out());
        assertThat(json.path("valid").asBoolean(true)).isFalse();
        assertThat(json.path("problems").path(0).path("line").asInt()).isEqualTo(7);
        assertThat(type("graph", "--with", "samples/page=page", "site").exit()).isEqualTo(2);
    }

    @Test
    void aHubThatCannotBeReadIsNoFaultOfTheManifest() {
        for (var command : new String[] {"validate", "graph"}) {
            var did = type(command, "--hub", folder.resolve("nowhere").toUri().toString(), "site");
            assertThat(did.exit()).as(command).isEqualTo(3);
            assertThat(did.err())
                    .startsWith("softservice: uses.page: file:")
                    .contains("cannot be read")
                    .hasLineCount(1);
        }
    }

    @Test
    void aGraphIsShownAsTextAndForOtherPrograms() throws IOException {
        var text = type("graph", "--with", "samples/page=page", "site");
        assertThat(text.exit()).as(text.err()).isZero();
        assertThat(text.out())
                .startsWith("site 1.0\n│  services: front\n└─ page: page ")
                .contains("hands host to service front");
        assertThat(type("graph", "--format", "mermaid", "--with", "samples/page=page", "site")
                        .out())
                .startsWith("graph TD\n");
        assertThat(type("graph", "--format", "dot", "--with", "samples/page=page", "site")
                        .out())
                .startsWith("digraph composition {\n");
        var root = new JsonMapper()
                .readTree(type("graph", "--json", "--with", "samples/page=page", "site")
                        .out())
                .path("root");
        assertThat(root.path("uses").path(0).path("origin").path("range").asText())
                .isEqualTo("*");
        assertThat(root.path("handed").path(0))
                .hasToString("{\"use\":\"page\",\"output\":\"host\",\"kind\":\"service\",\"to\":\"front\"}");
        assertThat(type("graph", "page").out())
                .as("a distro that stands alone")
                .isEqualTo("page 1.0\n   services: web\n   provides: http = web:80\n");
    }

    @Test
    void whatIsGivenWronglyIsSaidInOneLine() {
        assertThat(type("graph", "--json", "--format", "dot", "site")).satisfies(did -> {
            assertThat(did.exit()).isEqualTo(2);
            assertThat(did.err()).isEqualTo("softservice: --json and --format dot: give one of them\n");
        });
        assertThat(type("graph", "site").err())
                .isEqualTo("softservice: uses.page: samples/page is a name on a hub, and no hub is known here: give one"
                        + " (--hub URL), or write the distro's Git URL\n");
    }
}
