package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.cli.Pty;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import dev.softservice.server.Main;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.Running;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From two pushes to an upgraded installation: a hub over HTTP that verifies and releases, stock git, and the end user's own commands. */
@NeedsEngine
class ComposedInstallTest {
    /** Keeps the key of its first start and shows it beside the one that it was given now. */
    private static final String PAGE = Hub.head("page") + """
        parameters:
          title: {type: string, default: nothing}
          key: {type: secret}
        services:
          web:
            image: debian:bookworm-slim
            environment: {TITLE: "%s ${parameters.title}", KEY: "${parameters.key}"}
            command:
              - perl
              - -MIO::Socket::INET
              - -e
              - >-
                $$SIG{TERM} = sub { exit }; unless (-e "/data/key") { open my $$o, ">", "/data/key" or die; print $$o $$ENV{KEY}; close $$o }
                open my $$i, "<", "/data/key" or die; my $$known = <$$i>; my $$same = $$known eq $$ENV{KEY} ? "same key" : "another key";
                my $$s = IO::Socket::INET->new(LocalPort => 80, Listen => 8, ReuseAddr => 1) or die;
                while (my $$c = $$s->accept) { while (my $$l = <$$c>) { last if $$l =~ /^\\r?\\n$$/ }
                print $$c "HTTP/1.0 200 OK\\r\\n\\r\\n$$ENV{TITLE}, $$same"; close $$c }
            volumes: [data:/data]
        volumes: {data: {}}
        provides: {http: {service: web, port: 80}}
        tests: [{name: it answers, http: {get: "http://web/", expect: {contains: "${parameters.title}"}}}]
        """;

    private static final String SITE = Hub.head("site") + """
        parameters: {port: {type: port, default: 8080}}
        uses: {page: {distro: samples/page, version: ^1, with: {title: "%s"}}}
        provides: {http: {service: page, port: 80, publish: "${parameters.port}"}, outputs: {url: "http://${host}:${port}/"}}
        tests: [{name: the page carries the site's title, http: {get: "http://page/", expect: {contains: "%s"}}}]
        """;

    @TempDir
    private Path folder;

    private final String name = "composed-" + UUID.randomUUID().toString().substring(0, 8);
    private final Account admin = new Account(1, "admin", Role.ADMIN);
    private DockerEngine engine;
    private Running hub;

    @BeforeEach
    void open() {
        engine = DockerEngine.connect();
        hub = HubWithEngine.running(folder, engine);
    }

    @AfterEach
    void close() throws InterruptedException {
        engine.machine().remove(name, true);
        hub.close();
        engine.close();
    }

    private String git(Path in, String... words) throws Exception {
        var command = new ArrayList<>(
                List.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-C", in.toString()));
        command.addAll(List.of(words));
        var git = new ProcessBuilder(command).redirectErrorStream(true);
        git.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_GLOBAL",
                        "/dev/null",
                        "GIT_CONFIG_SYSTEM",
                        "/dev/null",
                        "GIT_TERMINAL_PROMPT",
                        "0"));
        var process = git.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    /** Pushed with git over HTTP, verified and released by the hub; returns the release's tag. */
    private String released(String repository, String manifest) throws Exception {
        var found = hub.app().repositories().find(new RepositoryName("samples", repository));
        var hosted = found.orElseGet(
                () -> hub.app().repositories().create(new RepositoryName("samples", repository), "", admin));
        var work = Files.createDirectories(folder.resolve(repository));
        if (found.isEmpty()) git(work, "init", "-q", "-b", "main");
        Files.writeString(work.resolve("softservice.yaml"), manifest);
        git(work, "add", ".");
        git(work, "commit", "-qm", "A change");
        var head = ObjectId.fromString(git(work, "rev-parse", "HEAD"));
        var url = hub.address().replace("://", "://admin:" + HubWithEngine.TOKEN + "@") + "/samples/" + repository;
        if (found.isEmpty()) git(work, "push", "-q", url, "HEAD:main");
        else landed(hosted, work, url, head);
        settled(hosted, head);
        return git(work, "ls-remote", url, "refs/tags/*")
                .lines()
                .filter(line -> line.startsWith(head.name()))
                .map(line -> line.replaceAll(".*refs/tags/|\\^.*", ""))
                .findFirst()
                .orElse("none");
    }

    /** What a merged pull request does to main; the merging itself is another test's. */
    private void landed(HostedRepository hosted, Path work, String url, ObjectId head) throws Exception {
        git(work, "push", "-q", url, "HEAD:next");
        settled(hosted, head);
        var before = hub.app().git().resolve(hosted.name(), "refs/heads/main");
        assertThat(hub.app().git().moveRef(hosted.name(), "refs/heads/main", before, Optional.of(head), "merge"))
                .isTrue();
        hub.app().proposals().branchMoved(hosted, BranchName.MAIN, before, Optional.of(head), admin);
    }

    private void settled(HostedRepository hosted, ObjectId head) throws InterruptedException {
        var until = System.nanoTime() + 120_000_000_000L;
        while (hub.app().runs().load().queued() + hub.app().runs().load().running() > 0
                || !hub.app().feed().drain(1000)) {
            assertThat(System.nanoTime()).as("still busy").isLessThan(until);
            Thread.sleep(10);
        }
        var run = hub.app()
                .runs()
                .list(hosted, Optional.of(Sha.of(head)), Optional.empty(), 0, 1)
                .getFirst();
        assertThat(run.reason()).isEmpty();
    }

    private String type(String... words) {
        return EndUserCommand.type(folder, words);
    }

    private static String ask(String port) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void whatTwoPushesReleaseIsInstalledFromTheHubAndUpgradedWithItsParts() throws Exception {
        var port = FreePort.text();
        assertThat(released("page", PAGE.formatted("one"))).isEqualTo("v1.0.0");
        assertThat(released("site", SITE.formatted("Ours", "Ours"))).isEqualTo("v1.0.0");
        assertThat(type("validate", "--hub", hub.address(), "site"))
                .contains("  page = " + hub.address() + "/samples/page v1.0.0");
        assertThat(type("graph", "--hub", hub.address(), "site"))
                .contains("└─ page: page 1.0.0  (" + hub.address() + "/samples/page ^1)");
        assertThat(type("install", hub.address() + "/samples/site", "--name", name, "--set", "port=" + port))
                .contains("made of page (" + hub.address() + "/samples/page v1.0.0)")
                .contains("  starting page-web\n")
                .contains(name + " 1.0.0 runs");
        assertThat(ask(port)).isEqualTo("one Ours, same key");

        assertThat(released("page", PAGE.formatted("two"))).isEqualTo("v1.0.1");
        assertThat(type("upgrade", name))
                .as("a part alone changes nothing")
                .contains("1.0.0 is the newest stable release");
        assertThat(released("site", SITE.formatted("Theirs", "Theirs"))).isEqualTo("v1.0.1");
        upgradedInATerminal();
        assertThat(ask(port)).isEqualTo("two Theirs, same key");
        assertThat(type("status", name)).contains("made of: page v1.0.1").contains("page-web  running");
    }

    /** The real command, as narrow as a phone. */
    private void upgradedInATerminal() throws Exception {
        var command = OtherProcess.command(List.of(), Main.class, "upgrade", name);
        try (var pty = Pty.start(
                folder,
                Map.of(
                        "TERM",
                        "xterm",
                        "SOFTSERVICE_HOME",
                        folder.resolve("home").toString()),
                40,
                8,
                command)) {
            assertThat(pty.exit()).as(pty.screen()).isZero();
            assertThat(pty.screen())
                    .isEqualTo((name + ": upgrading 1.0.0 to 1.0.1\n" + name + ": upgraded 1.0.0 to 1.0.1")
                            .replaceAll("(?m)^(.{40})", "$1\n"));
            assertThat(pty.lost()).isZero();
            assertThat(pty.frames().stream().map(Pty::underWay))
                    .anyMatch(tree -> tree.matches("(?s). starting page-web  \\d s.*"))
                    .as("a long address leaves the seconds their place")
                    .anyMatch(tree -> tree.matches(". asking http://.*…  \\d s"));
        }
    }
}
