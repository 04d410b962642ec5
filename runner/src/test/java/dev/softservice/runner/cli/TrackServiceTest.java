package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a systemctl that only writes down what it was asked. */
class TrackServiceTest {
    @TempDir
    Path folder;

    private Path units = Path.of("unset");

    @BeforeEach
    void systemctl() throws IOException {
        units = folder.resolve("units");
        var file = folder.resolve("bin/systemctl");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "#!/bin/sh\necho \"$@\" >> '" + folder + "/asked'\nif [ -e '" + folder
                        + "/broken' ]; then echo no bus; exit 1; fi\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private TrackService nowhere() {
        units = folder.resolve("none");
        return service(true);
    }

    private TrackService service(boolean system) {
        var world = new Shell(folder)
                .with("PATH", folder.resolve("bin") + ":/usr/bin:/bin")
                .with("SOFTSERVICE_PROGRAM", "/opt/100%/soft service/bin/softservice")
                .with("DOCKER_HOST", "unix:///run/podman.sock")
                .world(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        return new TrackService(world, units, system);
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    @Test
    void writesATimerThatLooksWithTheOptionsGivenAndTakesItAwayAgain() throws Exception {
        service(true).install(List.of("--notify", "mail -s \"$SOFTSERVICE_NAME\" me"), "900");
        assertThat(Files.readString(units.resolve("softservice-track.service")))
                .contains("\nType=oneshot\n")
                .contains("\nEnvironment=\"DOCKER_HOST=unix:///run/podman.sock\"\n")
                .contains("\nExecStart=\"/opt/100%%/soft service/bin/softservice\" \"track\" \"--once\" \"--notify\""
                        + " \"mail -s \\\"$$SOFTSERVICE_NAME\\\" me\"\n");
        assertThat(Files.readString(units.resolve("softservice-track.timer")))
                .contains("\nOnUnitInactiveSec=900s\n")
                .contains("\nWantedBy=timers.target\n");
        assertThat(asked()).containsExactly("daemon-reload", "enable --now softservice-track.timer");
        service(true).remove();
        assertThat(units).isEmptyDirectory();
        assertThat(asked()).hasSize(4).contains("disable --now softservice-track.timer");
    }

    @Test
    void aUsersTimerIsTheUsersAndSaysWhatItTakesToRunForEver() throws Exception {
        assertThat(service(false).install(List.of(), "3600")).last().asString().contains("loginctl enable-linger");
        assertThat(asked()).allMatch(line -> line.startsWith("--user "));
    }

    @Test
    void withoutSystemdItSaysWhatToDoInstead() throws Exception {
        Files.writeString(folder.resolve("broken"), "");
        assertThatThrownBy(() -> service(true).install(List.of(), "900"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no bus")
                .hasMessageContaining("cron");
        assertThatThrownBy(() -> nowhere().remove()).hasMessageContaining("there is none");
    }
}
