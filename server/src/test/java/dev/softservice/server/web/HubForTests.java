package dev.softservice.server.web;

import dev.softservice.server.Trees;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.App;
import dev.softservice.server.app.Config;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.git.PushConsequences.Proposal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** The whole hub with its web side, real but for the container engine, and verbs to push to it without a git client. */
public final class HubForTests implements AutoCloseable {
    public static final String ADMIN_TOKEN = "an-admin-token-for-tests";

    public final VerdictFileVerifier engine = new VerdictFileVerifier();
    public final App app;
    public final int port;
    public final Account admin = new Account(1, "admin", Role.ADMIN);
    private final Running running;
    private final HttpClient client = HttpClient.newHttpClient();

    public HubForTests(Path data) {
        this(ConfigForTests.in(data));
    }

    /** One that may send requests to {@code origin}. */
    public HubForTests(Path data, String origin) {
        this(ConfigForTests.in(data).forge(origin));
    }

    /** One that knows more of people than their accounts. */
    public HubForTests(Path data, Config.People people) {
        this(ConfigForTests.in(data).people(people));
    }

    /** One that verifies nothing itself. */
    public static HubForTests withoutWorkers(Path data) {
        return withoutWorkers(data, 0);
    }

    /** The same on this port. */
    public static HubForTests withoutWorkers(Path data, int port) {
        return new HubForTests(ConfigForTests.in(data)
                .workers(0)
                .listening(new Config.Listening("127.0.0.1", port, Optional.empty(), List.of())));
    }

    private HubForTests(ConfigForTests config) {
        running = Running.start(config.adminToken(ADMIN_TOKEN).config(), Clock.systemUTC(), _ -> engine);
        app = running.app();
        port = URI.create(running.address()).getPort();
    }

    public static String manifest(String title) {
        return """
            softservice: v1
            name: team-wiki
            title: %s
            summary: A wiki that a small team owns.
            version: "2.3"
            services:
              web: {image: "debian:bookworm-slim"}
            tests:
              - {name: an editor can save a page, exec: {service: web, command: [test, -e, /]}}
            """.formatted(title);
    }

    public HostedRepository repository(String owner, String name) {
        return app.repositories().create(new RepositoryName(owner, name), "A wiki", admin);
    }

    /** A commit with these files on top of {@code parents}, stored but on no branch. */
    public ObjectId commit(HostedRepository repository, Map<String, String> files, ObjectId... parents) {
        try (var inserter = app.git().open(repository.name()).newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(Trees.write(inserter, new TreeMap<>(files)));
            commit.setParentIds(parents);
            var who = new PersonIdent("Ada", "ada@example.org", Instant.now(), ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage("A change\n\nwith a reason\n");
            var id = inserter.insert(commit);
            inserter.flush();
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a push to main. */
    public ObjectId pushMain(HostedRepository repository, Map<String, String> files) {
        var before = app.git().resolve(repository.name(), "refs/heads/main");
        var commit = commit(repository, files, before.stream().toArray(ObjectId[]::new));
        app.git().moveRef(repository.name(), "refs/heads/main", before, Optional.of(commit), "test");
        app.proposals().branchMoved(repository, BranchName.MAIN, before, Optional.of(commit), admin);
        return commit;
    }

    /** As a push to refs/for/main. */
    public ObjectId propose(HostedRepository repository, Map<String, String> files, String title) {
        var main = app.git().resolve(repository.name(), "refs/heads/main").orElseThrow();
        var head = commit(repository, files, main);
        var answer =
                app.proposals().propose(new Proposal(repository, admin, BranchName.MAIN, head, Map.of("title", title)));
        if (answer instanceof PushConsequences.Refused refused) throw new IllegalStateException(refused.reason());
        return head;
    }

    /** Waits until nothing is queued or running, and what followed has been heard. */
    public void settle() throws InterruptedException {
        var until = System.nanoTime() + 20_000_000_000L;
        while (app.runs().load().queued() + app.runs().load().running() > 0
                || !app.feed().drain(1000)) {
            if (System.nanoTime() > until)
                throw new IllegalStateException("still busy: " + app.runs().load());
            Thread.sleep(10);
        }
    }

    public Run newestRun(HostedRepository repository) {
        return app.runs()
                .list(repository, Optional.empty(), Optional.empty(), 0, 1)
                .getFirst();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path));
    }

    /** Without a slash at the end. */
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Pages as the administrator sees them. */
    public BrowserSession browser() {
        return new BrowserSession(address(), ADMIN_TOKEN);
    }

    /** Pages as {@code account} sees them, which is made where there is none. */
    public BrowserSession browser(String account) {
        if (app.accounts().known(admin).stream()
                .noneMatch(known -> known.account().name().equals(account)))
            app.accounts().create(account, Role.READER, admin);
        var token = app.accounts().issue(account, "a browser", Role.OWNER, Optional.empty(), admin);
        return new BrowserSession(address(), token.text());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** With the admin's token; {@code json} empty: no body. */
    public HttpResponse<String> post(String path, String json) {
        var request = request(path).header("Authorization", "Bearer " + ADMIN_TOKEN);
        if (json.isEmpty()) return send(request.POST(HttpRequest.BodyPublishers.noBody()));
        return send(request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() {
        running.close();
        client.close();
    }
}
