package dev.softservice.server.app;

import dev.softservice.runner.docker.Authority;
import dev.softservice.runner.testing.FreePort;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Let's Encrypt's server for tests, of Debian's package {@code pebble}, with a name server that calls every name this machine. It asks as the real one does. */
final class Pebble implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/pebble");

    private final Authority authority = new Authority();
    private final Authority.Pair pair =
            authority.issue("pebble", "127.0.0.1", Instant.now().plus(Duration.ofDays(1)));
    private final Path files;
    private final int port = Integer.parseInt(FreePort.text());
    private final int management = Integer.parseInt(FreePort.text());
    private final Process names;
    private final Process server;

    /** @param asks the port where it asks for the word that proves a name */
    Pebble(Path folder, int asks) throws IOException, InterruptedException {
        Packages.install("pebble", "curl", "openssl");
        Needs.that(Files.isExecutable(PROGRAM), "an ACME server: apt-get install pebble curl openssl");
        files = authority.folder(Files.createDirectories(folder.resolve("pebble")), pair);
        int dns = Integer.parseInt(FreePort.text());
        names = started(
                "names",
                Map.of(),
                "/usr/bin/pebble-challtestsrv",
                "-defaultIPv4=127.0.0.1",
                "-defaultIPv6=",
                "-dns01=127.0.0.1:" + dns,
                "-http01=",
                "-https01=",
                "-tlsalpn01=",
                "-management=127.0.0.1:" + FreePort.text());
        var settings = Files.writeString(files.resolve("pebble.json"), """
            {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
             "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": 1}}
            """.formatted(
                        port, management, files.resolve("cert.pem"), files.resolve("key.pem"), asks));
        server = started(
                "server",
                Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "20"),
                PROGRAM.toString(),
                "-config",
                settings.toString(),
                "-dnsserver",
                "127.0.0.1:" + dns);
        while (!answers(port) || !answers(management)) {
            if (!server.isAlive()) throw new IOException(Files.readString(files.resolve("server.log")));
            Thread.onSpinWait();
        }
    }

    private Process started(String name, Map<String, String> environment, String... words) throws IOException {
        var builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(files.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean answers(int port) {
        try (var _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    URI directory() {
        return URI.create("https://127.0.0.1:" + port + "/dir");
    }

    /** By which its own server is believed. */
    Path certificate() {
        return files.resolve("ca.pem");
    }

    /** By which the certificates that it gives are believed. */
    Path root() throws IOException, InterruptedException, GeneralSecurityException {
        try (var client =
                HttpClient.newBuilder().sslContext(authority.server(pair)).build()) {
            var asked = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + management + "/roots/0"))
                    .build();
            return Files.writeString(
                    files.resolve("root.pem"),
                    client.send(asked, BodyHandlers.ofString()).body());
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
        names.destroyForcibly();
    }
}
