package dev.softservice.runner.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.files.FolderFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphTextTest {
    @TempDir
    private Path folder;

    private CompositionGraph graph = new CompositionGraph(new CompositionGraph.Node(
            "",
            "",
            "",
            java.util.Optional.empty(),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of()));

    @BeforeEach
    void resolve() throws IOException {
        var office = new Office(folder);
        var resolution = office.composer().resolve(office.manifest(), new FolderFiles(office.folder));
        graph = CompositionGraph.of(((Resolved) resolution).composition());
    }

    @Test
    void aTreeShowsRangesReleasesServicesEndpointsAndWhoIsHandedWhat() {
        assertThat(GraphText.tree(graph)).isEqualTo("""
            office 0.1
            │  provides: http = front:80, published
            ├─ wiki: wiki 2.3.1  (https://hub.example/samples/wiki ~2.3)
            │  │  services: web, jobs
            │  │  provides: http = web:80
            │  │  hands host, port to front
            │  │  hands host to output inside
            │  └─ database: postgresql 15.0.2  (https://hub.example/samples/postgresql ^15.0)
            │        services: db
            │        provides: sql = db:5432
            │        hands dsn to service web
            └─ front: proxy 1.0.0  (https://hub.example/samples/proxy *)
                  services: nginx
                  provides: http = nginx:80
            """);
    }

    @Test
    void aMermaidGraphHasABoxForEachInstanceAndDashedArrowsForOutputs() {
        assertThat(GraphText.mermaid(graph)).isEqualTo("""
            graph TD
              n0["office 0.1"]
              n1["wiki 2.3.1<br/>web, jobs"]
              n2["postgresql 15.0.2<br/>db"]
              n3["proxy 1.0.0<br/>nginx"]
              n0 -->|"wiki ~2.3"| n1
              n1 -.->|"host, port"| n3
              n1 -.->|"host to output inside"| n0
              n0 -->|"front *"| n3
              n1 -->|"database ^15.0"| n2
              n2 -.->|"dsn to service web"| n1
            """);
    }

    @Test
    void aDotGraphSaysTheSame() {
        assertThat(GraphText.dot(graph)).isEqualTo("""
            digraph composition {
              node [shape=box];
              n0 [label="office 0.1"];
              n1 [label="wiki 2.3.1\\nweb, jobs"];
              n2 [label="postgresql 15.0.2\\ndb"];
              n3 [label="proxy 1.0.0\\nnginx"];
              n0 -> n1 [label="wiki ~2.3"];
              n1 -> n3 [label="host, port", style=dashed];
              n1 -> n0 [label="host to output inside", style=dashed];
              n0 -> n3 [label="front *"];
              n1 -> n2 [label="database ^15.0"];
              n2 -> n1 [label="dsn to service web", style=dashed];
            }
            """);
    }
}
