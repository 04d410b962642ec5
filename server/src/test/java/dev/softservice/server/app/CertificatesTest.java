package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.testing.FreePort;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.tls.Acme;
import dev.softservice.server.tls.Certificates;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub gets its certificate from an authority by itself: from pebble, Let's Encrypt's own server for tests. */
class CertificatesTest {
    private static final List<String> DOMAINS = List.of("hub.example.org", "git.example.org");

    @TempDir
    private Path folder;

    private final int door = Integer.parseInt(FreePort.text());

    private Acme acme(Pebble pebble, int port) {
        return new Acme(DOMAINS, pebble.directory(), Optional.of(pebble.certificate()), Optional.empty(), port);
    }

    private Running hub(Acme acme, Clock clock) {
        var files = Certificates.files(folder.resolve("data/tls"));
        var listening = new Config.Listening(
                "127.0.0.1",
                Integer.parseInt(FreePort.text()),
                Optional.of(URI.create("https://hub.example.org")),
                List.of(),
                Optional.of(files),
                Optional.of(acme));
        return Running.start(
                ConfigForTests.in(folder.resolve("data")).listening(listening).config(),
                clock,
                _ -> new VerdictFileVerifier());
    }

    private static String curl(String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private X509Certificate certificate() throws Exception {
        return read(Files.readString(folder.resolve("data/tls/certificate.pem")));
    }

    /** The first one of those in a text. */
    private static X509Certificate read(String text) throws Exception {
        var end = "-----END CERTIFICATE-----";
        var pem = text.substring(text.indexOf("-----BEGIN CERTIFICATE"), text.indexOf(end) + end.length());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aHubGetsItAtItsStartAndServesWithIt() throws Exception {
        try (var pebble = new Pebble(folder, door);
                var hub = hub(acme(pebble, door), Clock.systemUTC())) {
            var port = URI.create(hub.address()).getPort();
            for (var domain : DOMAINS) {
                assertThat(curl(
                                "--cacert",
                                pebble.root().toString(),
                                "--resolve",
                                domain + ":" + port + ":127.0.0.1",
                                "https://" + domain + ":" + port + "/healthz"))
                        .contains("ok");
            }
            var plain = "http://127.0.0.1:" + door;
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", plain + "/samples/wiki?tab=runs"))
                    .isEqualTo("308 https://hub.example.org/samples/wiki?tab=runs");
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "secret", plain + "/login"))
                    .isEqualTo("403");
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", plain + "/.well-known/acme-challenge/guessed"))
                    .isEqualTo("404");
            for (var secret : List.of("certificate.pem", "account.pem"))
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("data/tls/" + secret))))
                        .isEqualTo("rw-------");
        }
    }

    @Test
    void itIsRenewedInTimeAndShownWithoutARestart() throws Exception {
        try (var pebble = new Pebble(folder, door)) {
            X509Certificate first;
            try (var hub = hub(acme(pebble, door), Clock.systemUTC())) {
                first = certificate();
                hub.freshenTls();
                assertThat(certificate()).as("it holds for long").isEqualTo(first);
            }
            var time = Duration.between(
                    first.getNotBefore().toInstant(), first.getNotAfter().toInstant());
            var later = Clock.offset(
                    Clock.systemUTC(), time.multipliedBy(2).dividedBy(3).plusDays(1));
            try (var hub = hub(acme(pebble, door), later)) {
                assertThat(certificate()).as("it still holds at the start").isEqualTo(first);
                hub.freshenTls();
                assertThat(certificate()).isNotEqualTo(first);
                var port = URI.create(hub.address()).getPort();
                assertThat(shown(port)).isEqualTo(certificate());
            }
        }
    }

    /** What a client is shown. */
    private static X509Certificate shown(int port) throws Exception {
        var process = new ProcessBuilder(
                        "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-servername", "hub.example.org")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return read(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void whereTheAuthorityCannotAskTheHubDoesNotStartAndSaysWhyInOneLine() throws Exception {
        try (var pebble = new Pebble(folder, Integer.parseInt(FreePort.text()))) {
            assertThatThrownBy(() -> hub(acme(pebble, door), Clock.systemUTC()).close())
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.getMessage())
                                    .startsWith("no certificate for hub.example.org, git.example.org from "
                                            + pebble.directory())
                                    .contains("it asked at http://", "--acme-port " + door)
                                    .doesNotContain("\n"));
        }
        assertThat(folder.resolve("data/tls/certificate.pem")).doesNotExist();
    }
}
