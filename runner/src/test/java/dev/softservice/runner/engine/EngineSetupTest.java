package dev.softservice.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
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

    /** A Debian of cardboard without a way to a registry, where the engine is not installed before the base image is being made. */
    @Test
    void theBaseImageIsMadeWhileTheEngineIsInstalled(@TempDir Path folder) throws Exception {
        Needs.root("the log of the engine is in /var/log, so this test");
        // Nothing else of this machine, which may have an engine.
        for (var program : "cp env find flock mkdir mktemp rm seq setsid sleep tail tar touch".split(" "))
            command(folder, program, "cd \"$OLDPWD\"; exec /usr/bin/" + program + " \"$@\"");
        command(folder, "id", "echo 0");
        command(folder, "timeout", "shift; case \"$*\" in */dev/tcp/*) exit 1 ;; *) \"$@\" ;; esac");
        command(folder, "systemctl", "touch up");
        command(folder, "apt-get", """
            echo "$*" >>calls
            case "$*" in
              *" debootstrap "*) cp later/debootstrap . ;;
              *" docker.io "*) until [ -e making ]; do sleep 0.05; done; cp later/dockerd .; touch installed ;;
            esac
            """);
        command(folder, "later/debootstrap", """
            touch making; until [ -e installed ]; do sleep 0.05; done
            for root; do case $root in */root) break ;; esac; done
            cp "$root/etc/dpkg/dpkg.cfg.d/slim" settings
            mkdir -p "$root/etc/apt/apt.conf.d" "$root/usr/sbin"
            """);
        // It goes on for as long as it is needed, as an engine does: one that ends is given up.
        command(
                folder,
                "later/dockerd",
                "touch up; for _ in $(seq 1 200); do [ -e image-base:bookworm ] && exit; sleep 0.05; done");
        command(folder, "docker", """
            case $1 in
              version) [ -e up ] && echo 99 ;;
              image) [ -e "image-${3#*/}" ] ;;
              import) tar -t >imported; touch "image-${@: -1}" ;;
              tag) touch "image-${3#*/}" ;;
              *) exit 1 ;;
            esac
            """);
        assertThat(script(folder, "PATH", folder.toString()).lines())
                .filteredOn(line -> !line.startsWith("starting "))
                .containsExactly(
                        "0 no container engine here: installing Debian's docker.io",
                        "installing debootstrap",
                        "container engine: Docker 99",
                        "pulling debian:bookworm-slim",
                        "no registry can be reached: making debian:bookworm-slim with debootstrap from"
                                + " http://deb.debian.org/debian (about 30 s)",
                        "importing it",
                        "base image: debian:bookworm-slim");
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .filteredOn("update"::equals)
                .as("the package lists are fetched once at most")
                .hasSizeLessThan(2);
        assertThat(Files.readAllLines(folder.resolve("imported"))).contains("./etc/apt/sources.list");
        assertThat(folder.resolve("settings")).content().contains("force-unsafe-io");
    }

    /** {@code body} runs in the folder. */
    private static void command(Path folder, String name, String body) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), "#!/bin/bash\ncd '" + folder + "'\n" + body + "\n");
        assertThat(folder.resolve(name).toFile().setExecutable(true)).isTrue();
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
