package dev.softservice.server.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program from outside: the real command, stock git and a hub that is a process of its own. One behaviour a script. */
@Timeout(600)
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "scripts");
    private static final int LONGEST = 60;

    @TempDir
    static Path hubs;

    private static ServedHub hub;

    @BeforeAll
    static void serve() throws IOException {
        hub = new ServedHub(hubs.resolve("hub"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    static List<Script> scripts() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            return files.sorted().map(Script::read).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void scriptHolds(Script script, @TempDir Path folder) throws IOException, InterruptedException {
        new Player(script, folder, hub).play();
    }

    @Test
    void everyScriptIsShortAndLooksAtSomething() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            assertThat(files)
                    .hasSizeGreaterThanOrEqualTo(40)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(LONGEST));
        }
        assertThat(scripts())
                .allSatisfy(script -> assertThat(script.lines())
                        .anySatisfy(line ->
                                assertThat(line.words().getFirst().text()).isIn("stdout", "stderr", "code")));
    }
}
