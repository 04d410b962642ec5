package dev.softservice.runner.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extension and the Startable, used as their users do. */
@NeedsEngine
@Distro(value = DocsExamplesDockerTest.GREETER, parameters = "greeting=Hello, tester")
class DistroDockerTest {
    private static String page(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void isUpAndReachableFromHere(ThrowawayDistro web) throws Exception {
        assertThat(page(web.url())).contains("Hello, tester");
        assertThat(web.service("web", web.address().getPort())).isEqualTo(web.address());
        assertThat(web.outputs()).containsEntry("url", "http://web:80/");
    }

    @Test
    void commandsRunAndLogsAreReadInIt(ThrowawayDistro web) {
        var done = web.exec("web", "sh", "-c", "echo out; exit 3");
        assertThat(done.exit()).contains(3);
        assertThat(done.output()).isEqualTo("out\n");
        assertThat(web.logs("web")).contains("greeting");
    }

    @Test
    void oneOfAParameterIsOfThisTestAlone(
            ThrowawayDistro shared, @Distro(DocsExamplesDockerTest.GREETER) ThrowawayDistro own) {
        assertThat(own.address()).isNotEqualTo(shared.address());
    }

    @Test
    void aStartableStartsOnceAndIsGoneWhenStopped() throws Exception {
        try (var container =
                new DistroContainer(DocsExamplesDockerTest.GREETER).withParameter("greeting", "Hello, container")) {
            container.start();
            container.start();
            assertThat(page("http://" + container.getHost() + ":" + container.getPort()))
                    .contains("Hello, container");
            container.stop();
            assertThatThrownBy(container::getHost).hasMessageContaining("is not started");
        }
    }

    @Test
    void aStartThatFailsSaysWhyWithTheLastLinesOfTheLog(@TempDir Path folder) {
        DistroFolder.at(folder).manifest("""
            services:
              web: {image: "debian:bookworm-slim", command: [sh, -c, "echo no configuration; exit 4"], expose: [80]}
            tests: [{name: t, tcp: {host: web, port: 80}}]
            """);
        assertThatThrownBy(() -> ThrowawayDistro.of(folder.toString()).start())
                .isInstanceOf(DistroStartException.class)
                .hasMessageStartingWith(folder + " did not start: ")
                .hasMessageContaining("web")
                .hasMessageContaining("no configuration");
    }
}
