package dev.softservice.runner.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.cli.ExportForTests;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported, brought up by the real Compose: as Debian packages it where the machine has none and this may install it. */
@NeedsEngine
class ComposeExportDockerTest {
    private static List<String> compose = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void findCompose() throws Exception {
        compose = installed();
        if (compose.isEmpty()) {
            Packages.install("docker-compose");
            compose = installed();
        }
        Needs.that(!compose.isEmpty(), "Docker Compose is needed: apt-get install docker-compose");
    }

    private static List<String> installed() throws Exception {
        for (var words : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            try {
                if (said(Path.of("."), with(words, "version")).exit() == 0) return words;
            } catch (IOException noSuchProgram) {
                // The next one, then.
            }
        }
        return List.of();
    }

    private record Said(int exit, String text) {}

    private static List<String> with(List<String> words, String... more) {
        return java.util.stream.Stream.concat(words.stream(), java.util.stream.Stream.of(more))
                .toList();
    }

    private static Said said(Path where, List<String> words) throws Exception {
        var process = new ProcessBuilder(words)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** Answers with its name, and with the answers of those that ASK names. */
    private static final String SERVE = """
        use strict; use IO::Socket::INET; $| = 1; my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 9, ReuseAddr => 1) or die;
        while (my $c = $s->accept) { while (my $l = <$c>) { last if $l =~ /^\\r?\\n$/ } my $b = $ENV{ME};
          for my $h (split / /, $ENV{ASK} // '') { my $x = IO::Socket::INET->new("$h:80") or next; print $x "GET / HTTP/1.0\\r\\n\\r\\n"; local $/; my $a = <$x>; $a =~ s/.*\\r\\n\\r\\n//s; $b .= " $h=($a)" }
          print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: ", length($b), "\\r\\n\\r\\n", $b; close $c }
        """;

    private DistroFolder distro(String name, String manifest) {
        return DistroFolder.at(folder.resolve(name))
                .with("serve.pl", SERVE)
                .with("softservice.yaml", "softservice: v1\nname: " + name + "\nversion: \"1.0\"\n" + manifest);
    }

    @Test
    void aCompositionComesUpWithItsNamesItsSettingsAndItsPort() throws Exception {
        distro("store", """
            parameters: {label: {type: string}}
            services:
              db:
                image: debian:bookworm-slim
                command: [perl, /serve.pl]
                environment: {ME: "${parameters.label}"}
                volumes: [./serve.pl:/serve.pl]
                healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, "exit !IO::Socket::INET->new('localhost:80')"], interval: 1s, retries: 20}
              web: {image: "debian:bookworm-slim", command: [perl, /serve.pl], environment: {ME: store-web, ASK: db}, volumes: [./serve.pl:/serve.pl], expose: [80]}
            provides: {http: {service: web, port: 80}}
            tests: [{name: t, tcp: {host: web, port: 80}}]
            """);
        int port = FreePort.number();
        var name = "front-" + UUID.randomUUID().toString().substring(0, 8);
        distro(name, """
            parameters: {label: {type: string, default: "it costs $5"}, port: {type: port, default: %d}}
            uses: {store: {distro: samples/store, version: "*", with: {label: "${parameters.label}"}}}
            services:
              db: {image: "debian:bookworm-slim", command: [perl, /serve.pl], environment: {ME: front-db}, volumes: [./serve.pl:/serve.pl], expose: [80]}
              web:
                image: debian:bookworm-slim
                command: [perl, /serve.pl]
                environment: {ME: front-web, ASK: store db}
                volumes: [./serve.pl:/serve.pl]
                depends_on: {store: {condition: service_healthy}, db: {condition: service_started}}
            provides: {http: {service: web, port: 80, publish: "${parameters.port}"}}
            tests: [{name: t, http: {get: "http://web/"}}]
            """.formatted(port));
        var out = folder.resolve("out");
        assertThat(ExportForTests.export(folder, name, out, "samples/store=store"))
                .isEqualTo(0);
        assertThat(said(out, with(compose, "config", "-q")))
                .extracting(Said::exit)
                .isEqualTo(0);
        try {
            var up = said(out, with(compose, "up", "-d"));
            assertThat(up.exit()).as(up.text()).isEqualTo(0);
            assertThat(page(port)).isEqualTo("front-web store=(store-web db=(it costs $5)) db=(front-db)");
        } finally {
            said(out, with(compose, "down", "-v", "-t", "0"));
        }
    }

    /** Compose does not wait for what has no healthcheck. */
    private static String page(int port) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .build();
        for (long end = System.nanoTime() + 20_000_000_000L; ; Thread.sleep(50)) {
            try (var client = HttpClient.newHttpClient()) {
                var text = client.send(request, BodyHandlers.ofString()).body();
                if (text.contains("store=") && text.contains(" db=(front-db)") || System.nanoTime() > end) return text;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) return notYet.toString();
            }
        }
    }
}
