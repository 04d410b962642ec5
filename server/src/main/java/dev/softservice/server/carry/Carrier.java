package dev.softservice.server.carry;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries each release to the distros that use it: their stable version is tested with the newer parts, and where that is green it lands on their main
 * as a commit of the same tree, which is released as their next patch release. A distro waits until its own parts have been carried, so that it is tested
 * once a wave; only a few are under way at a time. What is due is read from the releases, so a crash loses nothing.
 */
public final class Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
    private static final int SHOWN = 20;
    private static final String REF = "refs/carry/main";

    /** What it looks at and what it changes. */
    public record Places(
            Repositories repositories, Releases releases, Comparing comparing, GitStore git, Elsewhere.Known forges) {}

    private final Places places;
    private final RunControl runs;
    private final PushConsequences branches;
    private final Database database;
    private final Clock clock;
    private final Set<Long> waiting = new LinkedHashSet<>();
    private long seen;

    /** {@code branches}: what follows when main has moved. */
    public Carrier(Places places, RunControl runs, PushConsequences branches, Database database, Clock clock) {
        this.places = places;
        this.runs = runs;
        this.branches = branches;
        this.database = database;
        this.clock = clock;
    }

    /** The newest tries of a distro, newest first. */
    public List<Carry> of(HostedRepository repository) {
        return database.read(handle -> CarryTable.of(handle, repository.id(), SHOWN));
    }

    /** Ends what has its verdict, and begins what is due. */
    public synchronized void advance() {
        for (var carry : database.read(CarryTable::open)) end(carry);
        look();
        var busy =
                database.read(CarryTable::open).stream().map(Carry::repository).collect(Collectors.toSet());
        int room = database.read(handle -> RunQueue.room(handle, Run.Kind.CARRY));
        boolean moved = true;
        while (moved && room > 0) {
            moved = false;
            for (long id : List.copyOf(waiting)) {
                var lasting = places.repositories().lasting(id);
                if (lasting.isEmpty()) {
                    waiting.remove(id);
                    continue;
                }
                var repository = lasting.get();
                if (room <= 0 || waitsForAPart(repository, busy)) continue;
                waiting.remove(id);
                moved = true;
                if (begin(repository)) {
                    busy.add(id);
                    room--;
                }
            }
        }
        // What uses each other in a circle would wait for ever.
        if (busy.isEmpty())
            List.copyOf(waiting).stream().findFirst().ifPresent(id -> {
                waiting.remove(id);
                places.repositories().lasting(id).ifPresent(this::begin);
            });
    }

    /** Who uses what has been released since. */
    private void look() {
        for (var release : places.releases().since(seen)) {
            seen = Math.max(seen, release.id());
            places.repositories()
                    .lasting(release.repository())
                    .ifPresent(used -> waiting.addAll(database.read(handle -> Runs.usersOf(handle, used))));
        }
    }

    /** One of its parts is to be carried first: with that it is tested once, not twice. {@code busy}: those that are under way. */
    private boolean waitsForAPart(HostedRepository repository, Set<Long> busy) {
        return places.releases().stable(repository).stream()
                .flatMap(release -> places.comparing().uses(release).stream())
                .flatMap(use -> use.onThisHub().stream())
                .flatMap(name -> named(name).stream())
                .anyMatch(part ->
                        part.id() != repository.id() && (busy.contains(part.id()) || waiting.contains(part.id())));
    }

    private Optional<HostedRepository> named(String name) {
        int slash = name.indexOf('/');
        return places.repositories().find(new RepositoryName(name.substring(0, slash), name.substring(slash + 1)));
    }

    /** Whether a run was begun. */
    private boolean begin(HostedRepository repository) {
        if (repository.isAtRest()) return false;
        if (places.forges().mirrored(repository.id()).isPresent()) return false;
        var stable = places.releases().stable(repository);
        // Where main has moved on, its next release is made of what is newer anyway.
        if (stable.isEmpty()
                || !main(repository).equals(Optional.of(stable.get().commit()))) return false;
        var parts = newer(repository, stable.get());
        if (parts.isEmpty()
                || database.read(handle -> CarryTable.wasTried(
                        handle, repository.id(), stable.get().commit(), parts))) return false;
        var commit = commit(repository, stable.get(), parts);
        places.git()
                .moveRef(
                        repository.name(),
                        REF,
                        places.git().resolve(repository.name(), REF),
                        Optional.of(commit),
                        "carry");
        var changes = new Changes();
        database.run(handle -> {
            var run = runs.queue()
                    .enqueue(
                            handle,
                            new RunOrder(
                                    repository.id(),
                                    Run.Kind.CARRY,
                                    OptionalInt.empty(),
                                    REF,
                                    Sha.of(commit),
                                    stable.get().tree(),
                                    new LadderPolicy(stable.get().level(), 0),
                                    true,
                                    true,
                                    List.of("tested with " + String.join(", ", parts) + ", which is newer than in "
                                            + stable.get().tag())),
                            changes);
            CarryTable.add(
                    handle,
                    new Carry(
                            0,
                            repository.id(),
                            stable.get().commit(),
                            Sha.of(commit),
                            parts,
                            run,
                            Carry.State.TESTING,
                            clock.instant()));
        });
        runs.settle(changes);
        return true;
    }

    private Optional<Sha> main(HostedRepository repository) {
        return places.git()
                .resolve(repository.name(), BranchName.MAIN.ref())
                .map(ObjectId::copy)
                .map(Sha::of);
    }

    /** What the stable version would be made of now and is not, by name and tag; empty where nothing is newer, or its ranges come to nothing. */
    private List<String> newer(HostedRepository repository, Release stable) {
        var uses = places.comparing().uses(stable);
        var was = tags(uses.stream().map(use -> use.used()).toList());
        var names =
                uses.stream().collect(Collectors.toMap(use -> use.used().path(), use -> use.distro(), (one, _) -> one));
        return places.comparing().present(repository, stable.commit().id()).stream()
                .flatMap(composition -> tags(composition.resolved()).entrySet().stream())
                .filter(now -> !now.getValue().equals(was.get(now.getKey())))
                .map(now -> names.getOrDefault(now.getKey(), now.getKey()) + " " + now.getValue())
                .distinct()
                .sorted()
                .toList();
    }

    private static Map<String, String> tags(List<Composition.Used> used) {
        return used.stream()
                .collect(
                        Collectors.toMap(Composition.Used::path, Composition.Used::tag, (one, _) -> one, TreeMap::new));
    }

    /** The same for equal arguments: the tree of the stable version, with a message that says whose improvement it carries. */
    private ObjectId commit(HostedRepository repository, Release stable, List<String> parts) {
        var builder = new CommitBuilder();
        builder.setTreeId(stable.tree().id());
        builder.setParentId(stable.commit().id());
        var who = new PersonIdent("Softservice", "hub@localhost", stable.createdAt(), ZoneOffset.UTC);
        builder.setAuthor(who);
        builder.setCommitter(who);
        builder.setMessage("Carry " + String.join(", ", parts) + "\n\nNothing else has changed since " + stable.tag()
                + ". The tests pass with this.\n");
        try {
            return places.git().insert(repository.name(), Constants.OBJ_COMMIT, builder.build());
        } catch (UnsupportedEncodingException utf8IsThere) {
            throw new IllegalStateException(utf8IsThere);
        }
    }

    private void end(Carry carry) {
        var run = runs.require(carry.run());
        if (run.verdict().isEmpty()) return;
        var state = switch (run.verdict().get()) {
            case PASSED -> land(carry) ? Carry.State.LANDED : Carry.State.OVERTAKEN;
            case FAILED -> Carry.State.RED;
            case ERRORED, CANCELLED, SUPERSEDED -> Carry.State.UNTOLD;
        };
        database.run(handle -> CarryTable.state(handle, carry.id(), state));
        LOG.info("carry of {} to repository {}: {}", carry.parts(), carry.repository(), state);
    }

    /** Main moves from the stable commit to the one that was tested; done twice it is the same. */
    private boolean land(Carry carry) {
        var repository = places.repositories().byId(carry.repository());
        if (main(repository).equals(Optional.of(carry.commit()))) return true;
        var before = Optional.of(carry.stable().id());
        var after = Optional.of(carry.commit().id());
        if (!places.git().moveRef(repository.name(), BranchName.MAIN.ref(), before, after, "carry")) return false;
        branches.branchMoved(repository, BranchName.MAIN, before, after, Account.HUB);
        return true;
    }
}
