package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client that is generated from the OpenAPI document compiles, and gets from a hub what the document promises. */
class GeneratedClientTest extends OnAHub {
    @Test
    void whatItIsAnsweredIsWhatTheDocumentSays() throws Exception {
        var client = NodeProgram.installed("client", "client.ts");
        client.write("openapi.json", OpenApiTest.text());
        client.succeeds("node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--output", "schema.d.ts");
        client.succeeds(
                "node_modules/typescript/bin/tsc",
                "--strict",
                "--skipLibCheck",
                "--types",
                "node",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "client.ts");
        var wiki = hub.repository("samples", "wiki");
        var main = hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        var better = hub.commit(wiki, Map.of("softservice.yaml", HubForTests.manifest("Better wiki")), main);
        hub.app.git().moveRef(wiki.name(), "refs/heads/better", Optional.empty(), Optional.of(better), "test");

        assertThat(client.succeeds("client.js", hub.address(), HubForTests.ADMIN_TOKEN))
                .isEqualTo("all as documented");
    }
}
