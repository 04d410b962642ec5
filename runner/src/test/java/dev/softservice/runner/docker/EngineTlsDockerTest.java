package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine behind TLS that asks who is there, and every way in which the certificates don't fit. */
@NeedsEngine
class EngineTlsDockerTest {
    private static final Instant TOMORROW = Instant.now().plus(1, ChronoUnit.DAYS);
    private static final Instant YESTERDAY = Instant.now().minus(1, ChronoUnit.DAYS);

    @TempDir
    Path folder;

    private final Authority authority = new Authority();

    private TlsFront front() throws Exception {
        return TlsFront.with(authority.server(authority.issue("engine", "127.0.0.1", TOMORROW)));
    }

    private Path certificates() throws IOException {
        return authority.folder(folder.resolve("certs"), authority.issue("eva", "", TOMORROW));
    }

    private static Map<String, String> environment(String host, Path certificates) {
        return Map.of("DOCKER_HOST", host, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", certificates.toString());
    }

    private void refused(String because, Map<String, String> environment) {
        assertThatThrownBy(() -> {
                    try (var engine = DockerEngine.connect(environment)) {
                        engine.describe();
                    }
                })
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(because)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aRunGoesThroughItAsThroughTheSocket() throws Exception {
        var distro = DistroFolder.at(folder.resolve("distro")).image().manifest("""
            services: {web: {build: image, environment: {SITE: far}, expose: ["80"]}}
            tests:
              - {name: it answers, http: {get: "http://web/", expect: {contains: far}}}
              - {name: from inside, exec: {service: web, command: [printenv, SITE], expect: {contains: far}}}
            """);
        try (var front = front();
                var engine = DockerEngine.connect(environment(front.host(), certificates()))) {
            assertThat(engine.describe()).endsWith(" at " + front.host());
            var recording = new Recording();
            var verdict = new Runner(engine, Clock.systemUTC())
                    .run(distro.request("t" + UUID.randomUUID().toString().substring(0, 8)), recording);
            assertThat(verdict).as(verdict + recording.log()).isInstanceOf(Verdict.Passed.class);
        }
    }

    @Test
    void aContextBringsItsOwnCertificates() throws Exception {
        try (var front = front()) {
            var id = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest("far".getBytes(StandardCharsets.UTF_8)));
            Files.writeString(
                    Files.createDirectories(folder.resolve("contexts/meta").resolve(id))
                            .resolve("meta.json"),
                    """
                    {"Name": "far", "Metadata": {}, "Endpoints": {"docker": {"Host": "%s", "SkipTLSVerify": false}}}\
                    """.formatted(front.host()));
            var material = folder.resolve("contexts/tls").resolve(id).resolve("docker");
            authority.folder(material, authority.issue("eva", "", TOMORROW));
            Files.writeString(folder.resolve("config.json"), "{\"currentContext\": \"far\"}");
            try (var engine = DockerEngine.connect(Map.of("DOCKER_CONFIG", folder.toString()))) {
                assertThat(engine.describe()).endsWith(" at " + front.host());
            }
            Files.delete(material.resolve("ca.pem"));
            refused(
                    material.resolve("ca.pem") + " is missing",
                    Map.of("DOCKER_CONFIG", folder.toString(), "DOCKER_CONTEXT", "far"));
        }
    }

    @Test
    void withoutAFolderTheCertificatesAreWhereDockerKeepsThem() throws Exception {
        try (var front = front();
                var engine = DockerEngine.connect(Map.of(
                        "DOCKER_HOST",
                        front.host(),
                        "DOCKER_TLS_VERIFY",
                        "yes",
                        "DOCKER_CONFIG",
                        certificates().toString()))) {
            assertThat(engine.describe()).endsWith(" at " + front.host());
        }
    }

    @Test
    void anEngineThatIsNotTheOneIsNotAsked() throws Exception {
        var certificates = certificates();
        try (var other = TlsFront.with(new Authority().server(new Authority().issue("engine", "127.0.0.1", TOMORROW)));
                var expired = TlsFront.with(authority.server(authority.issue("engine", "127.0.0.1", YESTERDAY)));
                var elsewhere = TlsFront.with(authority.server(authority.issue("engine", "127.0.0.9", TOMORROW)))) {
            refused(
                    certificates.resolve("ca.pem") + " does not vouch for the certificate of the container engine at "
                            + other.host() + ": it is another engine, or another authority's ca.pem",
                    environment(other.host(), certificates));
            refused(
                    "the certificate of the container engine at " + expired.host() + " is not valid today (NotAfter: ",
                    environment(expired.host(), certificates));
            refused(
                    "the certificate of the container engine at " + elsewhere.host() + " is for another name: ",
                    environment(elsewhere.host(), certificates));
        }
    }

    @Test
    void anEngineThatDoesNotKnowUsSaysWhichFileItIs() throws Exception {
        try (var front = front()) {
            var stranger = certificates();
            var other = new Authority().folder(folder.resolve("other"), new Authority().issue("eve", "", TOMORROW));
            for (var file : new String[] {"cert.pem", "key.pem"})
                Files.copy(
                        other.resolve(file), stranger.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            refused(
                    "the container engine at " + front.host() + " does not take " + stranger.resolve("cert.pem"),
                    environment(front.host(), stranger));
            Files.delete(stranger.resolve("key.pem"));
            refused(
                    stranger.resolve("key.pem") + " is missing, and " + stranger.resolve("cert.pem")
                            + " is of no use without it",
                    environment(front.host(), stranger));
            Files.delete(stranger.resolve("cert.pem"));
            refused(
                    "the container engine at " + front.host() + " wants to know who asks (",
                    environment(front.host(), stranger));
        }
    }

    @Test
    void filesThatAreNoCertificatesAreNamedBeforeAnythingIsAsked() throws Exception {
        var certificates = certificates();
        var host = "tcp://127.0.0.1:1";
        authority.folder(certificates, authority.issue("eva", "", YESTERDAY));
        refused(certificates.resolve("cert.pem") + " is not valid today (NotAfter: ", environment(host, certificates));
        Files.writeString(certificates.resolve("ca.pem"), "hello");
        refused(certificates.resolve("ca.pem") + " holds no certificate (PEM)", environment(host, certificates));
        refused("there is no folder " + folder.resolve("nowhere"), environment(host, folder.resolve("nowhere")));
        Files.delete(certificates().resolve("ca.pem"));
        refused(certificates.resolve("ca.pem") + " is missing", environment(host, certificates));
        authority.folder(certificates, authority.issue("eva", "", TOMORROW));
        Files.writeString(certificates.resolve("key.pem"), "hello");
        refused(
                certificates.resolve("key.pem") + " holds no private key without a pass phrase",
                environment(host, certificates));
    }

    @Test
    void bothSidesHaveToSpeakTheSame() throws Exception {
        try (var front = front();
                var plain = TlsFront.plain()) {
            refused(
                    "what answers at " + plain.host() + " speaks no TLS: use the engine's TLS port",
                    environment(plain.host(), certificates()));
            refused(
                    "what answers at " + front.host()
                            + " speaks no plain HTTP: if it is an engine with TLS, set DOCKER_TLS_VERIFY=1",
                    Map.of("DOCKER_HOST", front.host()));
            try (var engine = DockerEngine.connect(Map.of("DOCKER_HOST", plain.host()))) {
                assertThat(engine.describe()).endsWith(" at " + plain.host());
            }
        }
    }
}
