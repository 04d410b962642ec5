package dev.softservice.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineSetupTest {
    @Test
    @NeedsEngine
    void usesTheEngineThatAnswersAndStartsNone() throws Exception {
        var lines = new ArrayList<String>();
        assertThat(EngineSetup.run(lines::add)).isEqualTo(new EngineSetup.Ready(java.util.Optional.empty()));
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("container engine: Docker ")
                .contains(EngineSetup.BASE_IMAGE);
    }

    @Test
    void saysInOneLineWhatToDoWhereDockerHostDoesNotAnswer(@TempDir Path folder) throws Exception {
        assertThat(script(folder, "DOCKER_HOST", "unix://" + folder.resolve("nobody.sock")))
                .isEqualTo("3 no container engine answers at DOCKER_HOST=unix://" + folder.resolve("nobody.sock")
                        + ": start it, or unset DOCKER_HOST\n");
    }

    @Test
    void saysInOneLineWhatToInstallWhereItCannotInstall(@TempDir Path folder) throws Exception {
        // A machine without docker and apt-get: nothing but the few commands that the script itself needs is on the
        // path.
        for (var command : new String[] {"mktemp", "rm", "id", "flock"}) {
            var wrapper = Files.writeString(
                    folder.resolve(command), "#!/bin/bash\nPATH=/usr/bin:/bin exec " + command + " \"$@\"\n");
            assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        }
        assertThat(script(folder, "PATH", folder.toString()))
                .isEqualTo("3 no container engine answers: install Docker (https://docs.docker.com/engine/install/) and"
                        + " start it\n");
    }

    private static String script(Path folder, String variable, String value) throws IOException, InterruptedException {
        var script = folder.resolve("engine.sh");
        try (var content = EngineSetup.class.getResourceAsStream("/dev/softservice/runner/setup/engine.sh")) {
            Files.write(script, content.readAllBytes());
        }
        var builder = new ProcessBuilder("/bin/bash", script.toString()).redirectErrorStream(true);
        builder.environment().put(variable, value);
        builder.environment().put("TMPDIR", folder.toString());
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }
}
