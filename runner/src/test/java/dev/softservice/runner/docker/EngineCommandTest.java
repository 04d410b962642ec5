package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.ExitCode;
import dev.softservice.runner.cli.World;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that can't be had, as a user who types a command meets it: one line that says what to do, exit code 3, and nothing on standard output. */
class EngineCommandTest {
    private static final Instant TOMORROW = Instant.now().plus(1, ChronoUnit.DAYS);

    @TempDir
    Path folder;

    private final Authority authority = new Authority();

    @BeforeEach
    void distro() {
        DistroFolder.at(folder).manifest("services: {bed: {image: \"debian:bookworm-slim\"}}\n");
    }

    private void refused(String because, Map<String, String> environment) {
        for (var words : List.of(
                new String[] {"test", "--json"}, new String[] {"test"}, new String[] {"bench", "--json", "--rounds", "1"
                })) {
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            var streams = new World.Streams(
                    InputStream.nullInputStream(),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false);
            int exit = Cli.commandLine(new World(
                            streams, environment, folder, Clock.systemUTC(), () -> DockerEngine.connect(environment)))
                    .execute(words);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("softservice: " + because)
                    .containsOnlyOnce("\n")
                    .endsWith("\n");
            assertThat(exit).isEqualTo(ExitCode.NO_ANSWER);
            assertThat(out.size()).as(out.toString(StandardCharsets.UTF_8)).isZero();
        }
    }

    private Map<String, String> tls(String host, Path certificates) {
        return Map.of("DOCKER_HOST", host, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", certificates.toString());
    }

    @Test
    void whereNoEngineRunsEveryCommandSaysWhatToDo() {
        refused(
                "no container engine answers at unix://" + folder
                        + "/none.sock (No such file or directory): start Docker, or set DOCKER_HOST",
                Map.of("DOCKER_HOST", "unix://" + folder + "/none.sock"));
        refused("no container engine answers at tcp://127.0.0.1:1 (", Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"));
        refused(
                "no container engine answers at unix://" + folder
                        + "/softservice.yaml (Connection refused): start Docker",
                Map.of("DOCKER_HOST", "unix://" + folder + "/softservice.yaml"));
    }

    @Test
    void anAddressOrAContextThatCannotBeUsedIsNamed() {
        refused(
                "the container engine's address garbage can't be used: it begins with unix:// or tcp://",
                Map.of("DOCKER_HOST", "garbage"));
        refused(
                "the Docker context gone does not exist: docker context ls lists those that do",
                Map.of("DOCKER_CONTEXT", "gone", "DOCKER_CONFIG", folder.toString()));
    }

    @Test
    void certificatesThatDoNotFitAreNamed() throws Exception {
        var certificates = authority.folder(folder.resolve("certs"), authority.issue("eva", "", TOMORROW));
        refused(
                "there is no folder " + folder.resolve("nowhere") + " with certificates for the container engine",
                tls("tcp://127.0.0.1:1", folder.resolve("nowhere")));
        refused("no container engine answers at tcp://127.0.0.1:1 (", tls("tcp://127.0.0.1:1", certificates));
        try (var other = TlsFront.with(new Authority().server(new Authority().issue("engine", "127.0.0.1", TOMORROW)));
                var expired = TlsFront.with(authority.server(
                        authority.issue("engine", "127.0.0.1", Instant.now().minus(1, ChronoUnit.DAYS))))) {
            refused(
                    certificates.resolve("ca.pem") + " does not vouch for the certificate of the container engine at "
                            + other.host(),
                    tls(other.host(), certificates));
            refused(
                    "the certificate of the container engine at " + expired.host() + " is not valid today (NotAfter: ",
                    tls(expired.host(), certificates));
        }
        Files.delete(certificates.resolve("ca.pem"));
        refused(certificates.resolve("ca.pem") + " is missing", tls("tcp://127.0.0.1:1", certificates));
    }
}
