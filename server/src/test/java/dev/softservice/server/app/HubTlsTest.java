package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.docker.Authority;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.TlsFiles;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub over TLS: with a certificate of its own, and behind nginx as its operator's page has it. Stock git clones from it and pushes to it. */
class HubTlsTest {
    private static final String TOKEN = "an-admin-token-for-tests";
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    @TempDir
    private Path folder;

    private final Authority authority = new Authority();
    private final Authority.Pair pair =
            authority.issue("hub", "127.0.0.1", Instant.now().plus(Duration.ofDays(1)));

    private Path certificates() throws IOException {
        return authority.folder(folder.resolve("tls"), pair);
    }

    private Running hub(Config.Listening listening) {
        return Running.start(
                ConfigForTests.in(folder.resolve("data"))
                        .adminToken(TOKEN)
                        .listening(listening)
                        .config(),
                Clock.systemUTC(),
                _ -> new VerdictFileVerifier());
    }

    private static Config.Listening with(Path certificate, Path key) {
        return new Config.Listening(
                "127.0.0.1", 0, Optional.empty(), List.of(), Optional.of(new TlsFiles(certificate, key)));
    }

    private String git(Path in, String... words) throws Exception {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_SSL_CAINFO", folder.resolve("tls/ca.pem").toString());
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_GLOBAL",
                        "/dev/null",
                        "GIT_CONFIG_SYSTEM",
                        "/dev/null",
                        "GIT_TERMINAL_PROMPT",
                        "0"));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** A push of some megabytes that do not compress, a clone, and a page. */
    private void serves(Running hub, String address) throws Exception {
        hub.app().repositories().create(new RepositoryName("samples", "wiki"), "", new Account(1, "admin", Role.ADMIN));
        var work = Files.createDirectory(folder.resolve("work"));
        var bytes = new byte[3 << 20];
        new Random(7).nextBytes(bytes);
        Files.write(work.resolve("picture"), bytes);
        git(work, "init", "-q", "-b", "draft");
        git(work, "add", ".");
        git(work, "commit", "-qm", "A picture");
        git(work, "push", "-q", address.replace("://", "://admin:" + TOKEN + "@") + "/samples/wiki", "HEAD:draft");
        git(folder, "clone", "-q", "-b", "draft", address + "/samples/wiki", "clone");
        assertThat(folder.resolve("clone/picture")).hasBinaryContent(bytes);
        try (var client = HttpClient.newBuilder()
                .sslContext(authority.server(pair))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            var page = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/samples/wiki"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains(address + "/samples/wiki");
        }
    }

    @Test
    void aHubSpeaksTlsItself() throws Exception {
        var files = certificates();
        try (var hub = hub(with(files.resolve("cert.pem"), files.resolve("key.pem")))) {
            assertThat(hub.address()).startsWith("https://127.0.0.1:");
            serves(hub, hub.address());
        }
    }

    private void assertRefused(String reason, Path certificate, Path key) {
        assertThatThrownBy(() -> hub(with(certificate, key)).close())
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.getMessage())
                                .contains(reason)
                                .doesNotContain("\n"));
    }

    @Test
    void whatNoClientCouldMakeUseOfIsRefusedInOneLine() throws Exception {
        var files = certificates();
        var cert = files.resolve("cert.pem");
        var key = files.resolve("key.pem");
        assertRefused("none.pem: can't be read", folder.resolve("none.pem"), key);
        assertRefused("none.pem: can't be read", cert, folder.resolve("none.pem"));
        var garbage = Files.writeString(folder.resolve("garbage.pem"), "certainly not");
        assertRefused("are no certificate and key in PEM without a password", garbage, key);
        assertRefused("are no certificate and key in PEM without a password", cert, garbage);
        assertRefused("are no certificate and key in PEM without a password", key, cert);
        var other = authority.folder(
                folder.resolve("other"),
                authority.issue("hub", "127.0.0.1", Instant.now().plus(Duration.ofDays(1))));
        assertRefused("is not the key of the certificate in", cert, other.resolve("key.pem"));
        var old = authority.folder(
                folder.resolve("old"),
                authority.issue("hub", "127.0.0.1", Instant.now().minus(Duration.ofHours(1))));
        assertRefused("cert.pem: has expired on", old.resolve("cert.pem"), old.resolve("key.pem"));
    }

    /** What docs/hub.md shows, with addresses and files of this machine. */
    private String settings(String hub, int port) throws IOException {
        var block = Pattern.compile("(?s)```nginx\n(.*?)```").matcher(Files.readString(Path.of("../docs/hub.md")));
        assertThat(block.find()).isTrue();
        var server = block.group(1)
                .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                .replace("/etc/ssl/hub.pem", folder.resolve("tls/cert.pem").toString())
                .replace("/etc/ssl/hub.key", folder.resolve("tls/key.pem").toString())
                .replace("http://127.0.0.1:8080", hub);
        assertThat(server).contains("127.0.0.1:" + port, "tls/cert.pem", "tls/key.pem", hub);
        return """
            user root; daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
            events {}
            http {
              access_log off; client_body_temp_path %1$s/body; fastcgi_temp_path %1$s/fastcgi; proxy_temp_path %1$s/proxy;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              %2$s
            }
            """.formatted(folder, server);
    }

    @Test
    void aHubStandsBehindNginxAsItsOperatorsPageSays() throws Exception {
        certificates();
        if (!Files.isExecutable(NGINX)) Packages.install("nginx-light");
        Needs.that(Files.isExecutable(NGINX), "apt-get install nginx-light");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var address = "https://127.0.0.1:" + port;
        var listening = new Config.Listening("127.0.0.1", 0, Optional.of(URI.create(address)), List.of("127.0.0.1"));
        try (var hub = hub(listening)) {
            var conf = Files.writeString(folder.resolve("nginx.conf"), settings(hub.address(), port));
            var nginx = new ProcessBuilder(NGINX.toString(), "-c", conf.toString(), "-p", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.out").toFile())
                    .start();
            try {
                while (!answers(port)) {
                    assertThat(nginx.isAlive())
                            .as(Files.readString(folder.resolve("nginx.out")))
                            .isTrue();
                    Thread.sleep(20);
                }
                serves(hub, address);
            } finally {
                nginx.destroy();
                nginx.onExit().join();
            }
        }
    }

    private static boolean answers(int port) {
        try (var _ = new java.net.Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
