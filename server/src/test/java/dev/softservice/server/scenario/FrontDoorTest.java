package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two installations on one machine share a front door: the sample of that name, released by a hub, with its own authority. */
@NeedsEngine
class FrontDoorTest {
    private static final String GREETER = Hub.head("greeter") + """
        parameters:
          says: {type: string, default: hello}
          port: {type: port, default: 18088}
        services:
          web:
            image: debian:bookworm-slim
            command: [perl, /srv/greet.pl]
            environment: {SAYS: "${parameters.says}"}
            volumes: ["./greet.pl:/srv/greet.pl"]
        provides: {http: {service: web, port: 80, publish: "${parameters.port}"}}
        tests: [{name: it answers, http: {get: "http://web/", expect: {contains: "${parameters.says}"}, within: 5s}}]
        """;
    private static final String PROGRAM = """
        use strict; use warnings; use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1) or die $!;
        $SIG{TERM} = sub { exit 0 };
        while (my $client = $server->accept) {
            my $from = '';
            while (my $header = <$client>) { $from .= $header if $header =~ /^(host|x-forwarded)/i; last if $header =~ /^\\r?$/ }
            my $body = "$ENV{SAYS}\\n$from";
            print $client "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
            close $client;
        }
        """;

    @TempDir
    private Path folder;

    private final String mark = UUID.randomUUID().toString().substring(0, 6);
    private final List<String> names = List.of("wiki-" + mark, "calendar-" + mark, "door-" + mark);
    private final String http = FreePort.text();
    private final String https = FreePort.text();

    @Test
    void eachAnswersUnderItsNameByHttps() throws Exception {
        Packages.install("curl");
        try (var hub = new HubWithEngine(folder)) {
            try {
                shared(hub);
            } finally {
                for (var name : names) hub.engine.machine().remove(name, true);
            }
        }
    }

    private void shared(HubWithEngine hub) throws Exception {
        var greeter = Files.createDirectory(folder.resolve("greeter"));
        Files.writeString(greeter.resolve("softservice.yaml"), GREETER);
        Files.writeString(greeter.resolve("greet.pl"), PROGRAM);
        hub.released("greeter", greeter, Duration.ofMinutes(3));
        hub.released("front-door", copied(Path.of("../sample-repos/front-door")), Duration.ofMinutes(10));
        var wiki = installed(hub, names.getFirst(), "the wiki");
        var calendar = installed(hub, names.get(1), "the calendar");
        hub.type(
                "install",
                hub.address("front-door"),
                "--accept-permissions",
                "--name",
                names.getLast(),
                "--set",
                "sites=wiki.home.lan=" + wiki + " calendar.home.lan=" + calendar,
                "--set",
                "http-port=" + http,
                "--set",
                "https-port=" + https);
        var authority = folder.resolve("ca.pem");
        Files.writeString(authority, curl("http://127.0.0.1:" + http + "/.front-door/ca.pem"));
        assertThat(at("wiki.home.lan"))
                .startsWith("the wiki\n")
                .containsIgnoringCase("Host: wiki.home.lan:" + https)
                .containsIgnoringCase("X-Forwarded-Proto: https");
        assertThat(at("calendar.home.lan")).startsWith("the calendar\n");

        hub.type("set", names.getLast(), "sites=calendar.home.lan=" + calendar + ", tasks.home.lan=" + wiki);
        assertThat(at("tasks.home.lan")).as("the same authority, a new name").startsWith("the wiki\n");
        assertThat(at("calendar.home.lan")).startsWith("the calendar\n");
        assertThat(curl("-H", "Host: wiki.home.lan", "http://127.0.0.1:" + http + "/"))
                .contains("no site has this name");
    }

    private String installed(HubWithEngine hub, String name, String says) {
        var port = FreePort.text();
        hub.type("install", hub.address("greeter"), "--name", name, "--set", "port=" + port, "--set", "says=" + says);
        return port;
    }

    /** What a visitor gets who trusts the door's authority. */
    private String at(String name) throws IOException, InterruptedException {
        return curl(
                "--cacert",
                folder.resolve("ca.pem").toString(),
                "--resolve",
                name + ":" + https + ":127.0.0.1",
                "https://" + name + ":" + https + "/");
    }

    private static String curl(String... words) throws IOException, InterruptedException {
        // A certificate is on its way for a moment after the door has come up.
        var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--retry", "5", "--retry-all-errors"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Path copied(Path from) throws IOException {
        var to = folder.resolve("front-door");
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
        return to;
    }
}
