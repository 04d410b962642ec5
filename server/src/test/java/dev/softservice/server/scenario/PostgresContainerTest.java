package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The PostgreSQL that operators run: Debian's, in a container of its own, rather than the one that the other tests carry along. */
@NeedsEngine
class PostgresContainerTest {
    /** The sample's Dockerfile, of which the first step is this one's, too: an engine that has built the sample has it. */
    private static final Path SAMPLE = Path.of("../sample-repos/postgresql/database/Dockerfile");

    private static final String FURTHER = """
        ENV PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/hub
        USER postgres
        RUN initdb --auth-host=trust --username=postgres && echo "host all all all trust" >> $PGDATA/pg_hba.conf
        EXPOSE 5432
        CMD ["postgres", "-c", "listen_addresses=*"]
        """;

    private static String dockerfile() throws IOException {
        var sample = Files.readString(SAMPLE);
        return sample.substring(0, sample.indexOf("ENV PATH=")) + FURTHER;
    }

    @Test
    void theMainFlowHoldsOnDebiansPostgres(@TempDir Path folder) throws IOException {
        var image = new ImageFromDockerfile("softservice/test-postgres", false)
                .withFileFromString("Dockerfile", dockerfile());
        try (var server = new GenericContainer<>(image)) {
            server.withExposedPorts(5432)
                    .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 1))
                    .withStartupTimeout(Duration.ofMinutes(5))
                    .start();
            var url = "jdbc:postgresql://" + server.getHost() + ":" + server.getMappedPort(5432)
                    + "/postgres?user=postgres";
            try (var hub = Hub.open(folder, Optional.of(url))) {
                var wiki = hub.repository("wiki");
                hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", "one\n"));
                hub.settle();
                var pull = hub.proposed(hub.ann, wiki, "improve", Map.of("page", "two\n"));
                hub.settle();
                hub.app.pulls().merge(wiki, pull.number(), hub.max);
                hub.settle();
                assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
            }
            try (var hub = Hub.open(folder, Optional.of(url))) {
                assertThat(hub.app.releases().list(hub.repository("wiki"), 0)).hasSize(2);
            }
        }
    }
}
