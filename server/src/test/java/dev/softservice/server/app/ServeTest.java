package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.server.Main;
import dev.softservice.server.web.BrowserSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code softservice serve} as an operator meets it: a process, its output, its signals. */
@Timeout(600)
class ServeTest {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    private Process start(String... arguments) throws IOException {
        var process = new ProcessBuilder(OtherProcess.command(List.of(), Main.class, arguments))
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors" + processes.size()).toFile());
        process.environment().keySet().removeIf(name -> name.startsWith("SOFTSERVICE_"));
        // Nothing answers there: a hub serves without an engine.
        process.environment().put("DOCKER_HOST", "unix://" + folder.resolve("no.sock"));
        var started = process.start();
        processes.add(started);
        return started;
    }

    private String errors(int process) throws IOException {
        return Files.readString(folder.resolve("errors" + process));
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    private static String ready(BufferedReader out) throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) return line.substring(6);
        }
        throw new AssertionError("it ended without being ready");
    }

    @Test
    void itSaysWhereItIsReadyLeadsToTheFirstAdministratorServesWithoutAnEngineAndStopsWhenTold() throws Exception {
        var hub = start("serve", "--data", "data", "--port", "0");
        var out = hub.inputReader();
        var told = out.readLine();
        assertThat(told)
                .matches("make the first administrator: http://127\\.0\\.0\\.1:\\d+/first/\\S{32} \\(works once, within"
                        + " a day\\)");
        var address = ready(out);
        assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+");
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/readyz")).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }

        var second = start("serve", "--data", "data", "--port", "0");
        assertThat(second.waitFor()).isEqualTo(2);
        assertThat(errors(1)).contains("another hub is using it").hasLineCount(1);

        var first = URI.create(told.split(" ")[4]).getPath();
        try (var browser = new BrowserSession(address)) {
            assertThat(browser.post(first, first, Map.of("name", "ada", "password", "correct horse battery"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(browser.get("/profile").body()).contains("You are admin on this hub");
        }

        hub.destroy();
        assertThat(hub.waitFor(30, TimeUnit.SECONDS)).as("stopped within 30 s").isTrue();
        assertThat(errors(0)).doesNotContain("Exception");

        var again = start("serve", "--data", "data", "--port", "0");
        assertThat(again.inputReader().readLine())
                .as("no link where there is an administrator")
                .startsWith("ready ");
    }

    @Test
    void whatIsWrongIsSaidInOneLineThatNamesTheOption() throws Exception {
        assertThat(start("serve", "--data", "data", "--port", "70000").waitFor())
                .isEqualTo(2);
        assertThat(errors(0)).contains("--port must be 0 to 65535").hasLineCount(1);
        assertThat(start("serve", "--data", "data", "--quarantine", "lots").waitFor())
                .isEqualTo(2);
        assertThat(errors(1)).contains("'lots' is not a size").hasLineCount(1);
    }
}
