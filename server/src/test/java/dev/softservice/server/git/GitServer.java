package dev.softservice.server.git;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Seen;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.lib.ObjectId;

/** Git's HTTP endpoint on a random port, with four accounts whose tokens are their names, and one repository samples/wiki. */
final class GitServer implements AutoCloseable {
    static final RepositoryName NAME = new RepositoryName("samples", "wiki");
    static final HostedRepository WIKI = new HostedRepository(1, NAME, "", Instant.EPOCH);
    static final Map<String, Account> ACCOUNTS = Map.of(
            "reader",
            new Account(1, "reader", Role.READER),
            "contributor",
            new Account(2, "contributor", Role.CONTRIBUTOR),
            "maintainer",
            new Account(3, "maintainer", Role.MAINTAINER),
            "admin",
            new Account(4, "admin", Role.ADMIN));

    final GitStore store;
    final Path folder;
    final int port;
    final List<String> audited = new CopyOnWriteArrayList<>();
    final Consequences consequences = new Consequences();
    private final Vertx vertx = Vertx.vertx();

    /**
     * Records what it is told; proposals to a branch "closed" are refused beforehand, to "late" afterwards. What follows from moves of a branch
     * "poison" fails.
     */
    static final class Consequences implements PushConsequences {
        final List<Proposal> proposals = new CopyOnWriteArrayList<>();
        final List<String> moves = new CopyOnWriteArrayList<>();
        /** How many moves it was told of in one go. */
        final List<Integer> told = new CopyOnWriteArrayList<>();

        @Override
        public Optional<String> refusal(Proposal proposal) {
            return proposal.branch().name().equals("closed")
                    ? Optional.of("no branch 'closed' here; propose to main")
                    : Optional.empty();
        }

        @Override
        public Answer propose(Proposal proposal) {
            if (proposal.branch().name().equals("late")) {
                return new Refused("somebody was faster");
            }
            proposals.add(proposal);
            return new Accepted(7, List.of("opened pull request 7", "http://hub/samples/wiki/pulls/7"));
        }

        @Override
        public List<String> branchesMoved(HostedRepository repository, List<Moved> moved, Account by) {
            told.add(moved.size());
            if (moved.stream().anyMatch(one -> one.branch().name().equals("poison"))) {
                throw new IllegalStateException("poisoned");
            }
            moved.forEach(one -> moves.add("%s %s -> %s by %s"
                    .formatted(
                            one.branch().ref(),
                            one.before().map(ObjectId::name).orElse("none"),
                            one.after().map(ObjectId::name).orElse("none"),
                            by.name())));
            return moved.stream()
                    .map(one -> "queued run 3 for " + one.branch().ref())
                    .toList();
        }
    }

    GitServer(Path folder) {
        this(folder, GitLimits.of(100L << 20));
    }

    GitServer(Path folder, GitLimits limits) {
        this.folder = folder;
        this.store = new GitStore(folder.resolve("repositories"));
        store.create(NAME);
        var git = new GitHttp(
                store,
                new Access(),
                consequences,
                (_, by, ref, reason) -> audited.add(by.name() + " " + ref + ": " + reason),
                limits);
        this.port = vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(8 << 10))
                .requestHandler(request -> {
                    if (!git.take(request)) {
                        request.response().setStatusCode(404).end("not git's\n");
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private static final class Access implements GitAccess {
        @Override
        public Seen look(RepositoryName name, Bearer bearer) {
            if (!name.equals(NAME)) throw Refusal.notFound("no repository " + name + " here");
            return new Seen(WIKI, bearer.onHub());
        }

        @Override
        public Optional<Bearer> authenticate(HttpServerRequest request) {
            var header = request.getHeader("Authorization");
            var basic = header.startsWith("Basic ");
            var text = header.substring(header.indexOf(' ') + 1);
            var token = basic
                    ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8).replaceFirst("^.*:", "")
                    : text;
            return Optional.ofNullable(ACCOUNTS.get(token)).map(Bearer::of);
        }

        @Override
        public LiveAccess.Watch watch(Bearer bearer, long repository, Role needed, Runnable end) {
            return LiveAccess.Watch.NONE;
        }
    }

    static GitLimits limits(long packBytes, Duration patience) {
        return new GitLimits(packBytes, 1 << 30, 20 << 20, 10_000, 1 << 20, patience, Duration.ofMinutes(5));
    }

    String url() {
        return "http://127.0.0.1:" + port + "/samples/wiki";
    }

    /** With the account's token as password; empty: without one. */
    String url(String account) {
        return account.isEmpty() ? url() : "http://git:" + account + "@127.0.0.1:" + port + "/samples/wiki";
    }

    Path bare() {
        return folder.resolve("repositories/samples/wiki.git");
    }

    /** Every file of the repository by path: what a refused push must not change. */
    List<String> files() {
        var found = new TreeSet<String>();
        try (var all = Files.walk(folder.resolve("repositories"))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                found.add(folder.relativize(file) + " " + Files.size(file));
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return new ArrayList<>(found);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        store.close();
    }
}
