package dev.softservice.server.scenario;

import dev.softservice.server.Trees;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.App;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** A hub as its users see it, on a real database and real repositories; runs go one at a time, when the test says so. */
public final class Hub implements AutoCloseable {
    public static final String MAIN = "refs/heads/main";
    /** The highest rung of a hub under test, where nothing else is said. */
    static final int RUNGS = 7;

    public final App app;
    public final OutcomeFileVerifier verifier;
    public final Account admin = new Account(1, "admin", Role.ADMIN);
    public final Account ann = new Account(2, "ann", Role.CONTRIBUTOR);
    public final Account bob = new Account(3, "bob", Role.CONTRIBUTOR);
    public final Account max = new Account(4, "max", Role.MAINTAINER);
    public final Account stranger = new Account(5, "stranger", Role.READER);
    private final Map<String, String> files = new HashMap<>();
    private int seconds;

    private Hub(App app, OutcomeFileVerifier verifier) {
        this.app = app;
        this.verifier = verifier;
    }

    /** {@code database}: a PostgreSQL URL, else SQLite in the folder. No worker is started. */
    public static Hub open(Path folder, Optional<String> database) {
        return open(folder, database, Clock.systemUTC());
    }

    /** As above, by another clock. */
    public static Hub open(Path folder, Optional<String> database, Clock clock) {
        return open(new Place(folder, database, clock), RUNGS);
    }

    /** As above; {@code level}: the highest rung of this hub. */
    public static Hub open(Path folder, Optional<String> database, int level) {
        return open(new Place(folder, database, Clock.systemUTC()), level);
    }

    /** As the first; what becomes of images is said by the rules. */
    static Hub open(Path folder, ImageStore.Rules images) {
        var verifier = new OutcomeFileVerifier();
        return new Hub(
                open(new Place(folder, Optional.empty(), Clock.systemUTC(), images), RUNGS, verifier::at), verifier);
    }

    private static Hub open(Place place, int level) {
        var verifier = new OutcomeFileVerifier();
        return new Hub(open(place, level, verifier::at), verifier);
    }

    private record Place(Path folder, Optional<String> database, Clock clock, ImageStore.Rules images) {
        Place(Path folder, Optional<String> database, Clock clock) {
            this(folder, database, clock, ImageStore.Rules.USUAL);
        }
    }

    /** On SQLite, with the engine's side as given; runs climb to acceptance. */
    public static Hub open(Path folder, Function<Verifier.Place, Verifier> verifier) {
        return open(folder, 4, verifier);
    }

    /** As above; runs climb to {@code level}. */
    public static Hub open(Path folder, int level, Function<Verifier.Place, Verifier> verifier) {
        return new Hub(
                open(new Place(folder, Optional.empty(), Clock.systemUTC()), level, verifier),
                new OutcomeFileVerifier());
    }

    private static App open(Place place, int level, Function<Verifier.Place, Verifier> verifier) {
        var config = ConfigForTests.in(place.folder())
                .database(place.database())
                .adminToken("a-token-for-tests")
                .workers(2)
                .quarantine(1L << 30)
                .level(level)
                .images(place.images())
                .config();
        return App.open(config, place.clock(), verifier);
    }

    public HostedRepository repository(String name) {
        var parsed = new RepositoryName("samples", name);
        return app.repositories()
                .find(parsed)
                .orElseGet(() -> app.repositories().create(parsed, "", admin));
    }

    /** The lines that every manifest begins with; services and tests follow. */
    static String head(String name) {
        return """
            softservice: v1
            name: %s
            title: Sample
            summary: Made by a test.
            version: "1.0"
            """.formatted(name);
    }

    public static String manifest(String version, String... more) {
        return """
            softservice: v1
            name: wiki
            title: Team wiki
            summary: A wiki for a team
            version: "%s"
            categories: [collaboration]
            services:
              web: {image: "nginx:1.22", expose: [80]}
            tests:
              - name: the front page answers
                http: {get: "http://web/"}
            %s
            """.formatted(version, String.join("\n", more));
    }

    /** A commit on {@code parent} whose tree is the parent's with {@code path} set to {@code text} (empty: removed). */
    public ObjectId commit(
            HostedRepository repository, Optional<ObjectId> parent, String message, Map<String, String> changes) {
        var git = app.git().open(repository.name());
        try (var inserter = git.newObjectInserter()) {
            var all = new java.util.TreeMap<String, String>(
                    parent.map(id -> content(repository, id)).orElse(Map.of()));
            changes.forEach((path, text) -> {
                if (text.isEmpty()) all.remove(path);
                else all.put(path, text);
            });
            var commit = new CommitBuilder();
            commit.setTreeId(Trees.write(inserter, all));
            parent.ifPresent(commit::setParentId);
            var who = new PersonIdent(
                    "Ann", "ann@example.org", Instant.ofEpochSecond(1_700_000_000 + ++seconds), ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage(message);
            var id = inserter.insert(commit);
            inserter.flush();
            return id;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<String, String> content(HostedRepository repository, ObjectId commit) {
        var found = new HashMap<String, String>();
        content(repository, commit, "", found);
        return found;
    }

    private void content(HostedRepository repository, ObjectId commit, String folder, Map<String, String> found) {
        for (var entry : app.reader()
                .folder(repository.name(), commit, folder)
                .orElseThrow()
                .entries()) {
            if (entry.type() == GitReader.Type.FOLDER) {
                content(repository, commit, entry.path(), found);
            } else {
                found.put(
                        entry.path(),
                        app.reader()
                                .file(repository.name(), commit, entry.path(), 1 << 20)
                                .orElseThrow()
                                .text());
            }
        }
    }

    public Optional<ObjectId> tip(HostedRepository repository, String ref) {
        return app.git().resolve(repository.name(), ref).map(ObjectId::copy);
    }

    /** Commits onto a branch and pushes it, as git's own endpoint does; returns the commit. */
    public ObjectId push(HostedRepository repository, String branch, String message, Map<String, String> changes) {
        var ref = "refs/heads/" + branch;
        var before = tip(repository, ref);
        var commit = commit(repository, before.or(() -> tip(repository, MAIN)), message, changes);
        pushCommit(repository, branch, commit);
        return commit;
    }

    public List<String> pushCommit(HostedRepository repository, String branch, ObjectId commit) {
        var ref = "refs/heads/" + branch;
        var before = tip(repository, ref);
        if (!app.git().moveRef(repository.name(), ref, before, Optional.of(commit), "push"))
            throw new IllegalStateException("lost a race");
        return app.proposals()
                .branchMoved(repository, BranchName.ofRef(ref).orElseThrow(), before, Optional.of(commit), max);
    }

    /** What a pusher is told. */
    static List<String> told(PushConsequences.Answer answer) {
        return switch (answer) {
            case PushConsequences.Accepted accepted -> accepted.lines();
            case PushConsequences.Refused refused -> List.of(refused.reason());
        };
    }

    /** Pushes to {@code refs/for/main}. */
    public PushConsequences.Answer propose(
            Account by, HostedRepository repository, ObjectId head, Map<String, String> options) {
        return app.proposals().propose(new PushConsequences.Proposal(repository, by, BranchName.MAIN, head, options));
    }

    /** A change on main's tip, proposed as a pull request of its own. */
    public PullRequest proposed(Account by, HostedRepository repository, String title, Map<String, String> changes) {
        var answer = propose(by, repository, commit(repository, tip(repository, MAIN), title, changes), Map.of());
        if (answer instanceof PushConsequences.Refused refused) throw new IllegalStateException(refused.reason());
        return newest(repository);
    }

    public PullRequest newest(HostedRepository repository) {
        return app.pulls().list(repository, Optional.empty(), 0, 1).getFirst();
    }

    public PullRequest pull(HostedRepository repository, int number) {
        return app.pulls().require(repository, number);
    }

    public Run runOf(PullRequest pull) {
        return app.pulls()
                .run(app.repositories().byId(pull.repository()), pull.number())
                .orElseThrow();
    }

    public Run runOf(HostedRepository repository, ObjectId commit) {
        return app.runs()
                .list(repository, Optional.of(Sha.of(commit)), Optional.empty(), 0, 1)
                .getFirst();
    }

    /** Runs everything that is due, and lets what follows happen, until nothing is left. */
    public void settle() {
        boolean more = true;
        while (more) {
            more = app.workers().answerNext() || app.workers().runNext();
            drain();
            more |= app.runs().load().queued() > 0 && dueNow();
        }
    }

    private boolean dueNow() {
        return app.database()
                                .read(handle -> handle.createQuery(
                                                "select count(*) from run where state = 'QUEUED' and not_before <="
                                                        + " :now")
                                        .bind("now", System.currentTimeMillis())
                                        .mapTo(Long.class)
                                        .one())
                        > 0
                && app.runs().load().trouble().isEmpty();
    }

    /** Runs the next one in the queue; false where there is none. */
    public boolean runNext() {
        boolean ran = app.workers().runNext();
        drain();
        return ran;
    }

    public void drain() {
        try {
            if (!app.feed().drain(60_000)) throw new IllegalStateException("what follows from runs did not settle");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public Optional<Release> stable(HostedRepository repository) {
        return app.releases().stable(repository);
    }

    public Runs runs() {
        return app.runs();
    }

    @Override
    public void close() {
        app.close();
    }
}
