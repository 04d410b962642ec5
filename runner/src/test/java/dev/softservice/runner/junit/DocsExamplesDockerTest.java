package dev.softservice.runner.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What docs/junit.md shows, run; the page has to show exactly what stands here. */
@NeedsEngine
class DocsExamplesDockerTest {
    static final String GREETER = "src/test/resources/dev/softservice/runner/junit/greeter";

    @Nested
    @Distro(value = GREETER, parameters = "greeting=Good morning")
    class GreetingTest {
        @Test
        void greets(ThrowawayDistro greeter) throws Exception {
            var answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(greeter.url())).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("Good morning");
        }
    }

    @Test
    void theStartable() throws IOException {
        try (var greeter = new DistroContainer(GREETER).withParameter("greeting", "Hi")) {
            greeter.start();
            try (var socket = new Socket(greeter.getHost(), greeter.getPort())) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    @Test
    void thePageShowsWhatIsRunHere() throws IOException {
        var here = Files.readString(Path.of("src/test/java/dev/softservice/runner/junit/DocsExamplesDockerTest.java"))
                .replaceAll("(?m)^\\s+", "");
        var snippets = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/junit.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(snippets)
                .hasSize(2)
                .allSatisfy(snippet -> assertThat(here)
                        .contains(String.join(
                                "\n",
                                Arrays.stream(snippet.split("\n"))
                                        .map(String::strip)
                                        .toList())));
    }
}
