package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of the sample softservice-hub, outside of its containers, on a hub of these sources: the sample itself needs a package of the
 * program, and docs/development.md says how it is tested whole.
 */
@Timeout(300)
class HubSampleTest {
    private static final Path SAMPLE =
            Path.of("../sample-repos/softservice-hub").toAbsolutePath().normalize();
    private static final Path CURL = Path.of("/usr/bin/curl");
    private static final String TOKEN = "an-admin-token-for-tests";

    @TempDir
    Path folder;

    private Running hub;

    @BeforeEach
    void serve() {
        var config = ConfigForTests.in(folder.resolve("data")).adminToken(TOKEN).config();
        hub = Running.start(config, Clock.systemUTC(), _ -> new VerdictFileVerifier());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void whatItsPeopleDoWorks() throws Exception {
        if (!Files.isExecutable(CURL)) Packages.install("curl");
        Needs.that(Files.isExecutable(CURL), "install curl, to use a hub as its people do");

        var said = run("sh", SAMPLE.resolve("tests/acceptance.sh").toString());

        assertThat(said).doesNotContain("not ok").containsPattern("(?m)^1\\.\\.1\\d$");
    }

    @Test
    void whatIsSeededIsFoundAgainAndWhatIsNotIsMissed() throws Exception {
        var check = SAMPLE.resolve("hub/bin/check-data").toString();
        assertThat(ends("sh", check)).isNotZero();

        run("sh", SAMPLE.resolve("hub/bin/seed-data").toString());

        run("sh", check);
    }

    private String run(String... words) throws IOException, InterruptedException {
        var process = started(words);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private int ends(String... words) throws IOException, InterruptedException {
        var process = started(words);
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    /** As in its image: {@code softservice} and the sample's own programs are on the path. */
    private Process started(String... words) throws IOException {
        var bin = Files.createDirectories(folder.resolve("bin"));
        var launcher = bin.resolve("softservice");
        var java = String.join("' '", OtherProcess.command(List.of(), Main.class));
        Files.writeString(launcher, "#!/bin/sh\nexec '" + java + "' \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("PATH", bin + ":" + SAMPLE.resolve("hub/bin") + ":" + environment.get("PATH"));
        environment.put("HUB", hub.address());
        environment.put("SOFTSERVICE_HUB", hub.address());
        environment.put("ADMIN_TOKEN", TOKEN);
        environment.put("SOFTSERVICE_ADMIN_TOKEN", TOKEN);
        environment.put("RESULTS", folder.resolve("results").toString());
        return builder.start();
    }
}
