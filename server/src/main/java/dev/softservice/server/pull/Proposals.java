package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.git.RefPolicy;
import dev.softservice.server.pull.BranchMoves.Move;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a push leads to. A push to {@code refs/for/BRANCH} opens a pull request or updates one:
 *
 * <ol>
 *   <li>the open one that holds this very commit (nothing changes but its words, where options bring new ones);
 *   <li>with a topic: the open one of the same branch and topic, if it is the pusher's own or the pusher is a maintainer;
 *   <li>without: the pusher's newest open one without topic whose head is an ancestor of this commit (more was added), or whose head
 *       carries the same {@code Change-Id} or, lacking those, the same first line (it was amended or rebased);
 *   <li>else it opens a new one.
 * </ol>
 */
public final class Proposals implements PushConsequences {
    private static final Duration FOLLOW_UP_AGAIN = Duration.ofSeconds(1);
    /** Of the branches of one push, so many are told of one by one. */
    private static final int MOST_TOLD = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

    private final BranchMoves moves;
    private final Ledger ledger;
    private final GitStore git;
    private final GitReader reader;
    private final RunControl runs;
    private final UnaryOperator<String> url;

    /** {@code url} makes the address of a path that begins with a slash. */
    public Proposals(BranchMoves moves, Ledger ledger, GitStore git, RunControl runs, UnaryOperator<String> url) {
        this.moves = moves;
        this.ledger = ledger;
        this.git = git;
        this.reader = new GitReader(git);
        this.runs = runs;
        this.url = url;
    }

    /** What can be told without the proposed objects, which are in quarantine still. */
    @Override
    public Optional<String> refusal(Proposal proposal) {
        try {
            proposal.by().require(Role.READER, "propose changes");
            base(proposal.repository(), proposal.branch());
            target(proposal, openTo(proposal), false);
            ledger.database().checkWritable();
            return Optional.empty();
        } catch (Refusal refusal) {
            if (refusal.kind() == Refusal.Kind.BUSY) throw refusal;
            return Optional.of(refusal.getMessage());
        }
    }

    @Override
    public Answer propose(Proposal proposal) {
        try {
            return ledger.locks().with(proposal.repository().id(), () -> proposeLocked(proposal));
        } catch (Refusal refusal) {
            if (refusal.kind() == Refusal.Kind.BUSY) throw refusal;
            return new Refused(refusal.getMessage());
        }
    }

    private Accepted proposeLocked(Proposal proposal) {
        proposal.by().require(Role.READER, "propose changes");
        var repository = proposal.repository();
        var target = target(proposal, openTo(proposal), true);
        var stored = store(repository, proposed(proposal, target), proposal.head(), target);
        return new Accepted(stored.pull().number(), lines(repository, stored, target.isPresent()));
    }

    /** Takes a proposal for exactly this pull request: one that was closed is open again, one for another branch changes its aim. */
    PullRow renew(PullRow row, Proposal proposal) {
        return store(proposal.repository(), proposed(proposal, Optional.of(row)), proposal.head(), Optional.of(row));
    }

    void groupMoved(HostedRepository repository, BranchName group, BranchName base, ObjectId tip) {
        ledger.locks()
                .with(
                        repository.id(),
                        () -> moves.applyGroup(new Move(repository, group, Optional.of(tip), Account.HUB), base));
    }

    private Proposed proposed(Proposal proposal, Optional<PullRow> target) {
        var options = proposal.options();
        var commit = reader.commit(proposal.repository().name(), proposal.head());
        return new Proposed(
                proposal.by(),
                proposal.branch(),
                options.getOrDefault(
                        "title", target.map(row -> row.pull().title()).orElse(commit.subject())),
                options.getOrDefault(
                        "description",
                        target.map(row -> row.pull().description()).orElse(commit.body())),
                options.getOrDefault("topic", ""),
                Optional.empty(),
                Optional.ofNullable(options.get("draft"))
                        .map(Boolean::parseBoolean)
                        .orElseGet(
                                () -> target.filter(row -> row.pull().draft()).isPresent()));
    }

    /**
     * Opens one from a commit or branch that is in the repository already; needs {@code CONTRIBUTOR}. One made from a branch follows that
     * branch.
     */
    PullRow open(HostedRepository repository, Opening opening, Account by) {
        var base = opening.base();
        var head = opening.head();
        by.require(Role.CONTRIBUTOR, "open pull requests here; push to refs/for/" + base + " instead");
        var target = BranchName.of(base).orElseThrow(() -> noSuchBranch(repository, base));
        if (base.equals(head)) throw Refusal.invalid("pull request: head and base are both " + base);
        var branch = BranchName.of(head)
                .flatMap(name -> git.resolve(repository.name(), name.ref()))
                .map(ObjectId::copy);
        var commit = branch.or(() -> reader.resolve(repository.name(), head))
                .orElseThrow(() ->
                        Refusal.invalid("pull request head: no branch or commit " + head + " in " + repository.name()));
        return ledger.locks().with(repository.id(), () -> {
            ledger.database().read(handle -> PullTable.open(handle, repository.id())).stream()
                    .filter(row -> row.pull().base().name().equals(base)
                            && row.pull().headSha().equals(Sha.of(commit)))
                    .findFirst()
                    .ifPresent(row -> {
                        throw Refusal.conflict("pull request #" + row.pull().number() + " proposes this commit to "
                                + base + " already");
                    });
            var words = opening.title().isBlank()
                    ? reader.commit(repository.name(), commit).subject()
                    : opening.title();
            var proposed = new Proposed(
                    by,
                    target,
                    words,
                    opening.description(),
                    "",
                    branch.flatMap(_ -> BranchName.of(head)),
                    opening.draft());
            return store(repository, proposed, commit, Optional.empty());
        });
    }

    /** Opens or updates; returns the row as it stands then. */
    private PullRow store(HostedRepository repository, Proposed proposed, ObjectId head, Optional<PullRow> target) {
        var base = base(repository, proposed.base());
        if (reader.isAncestor(repository.name(), head, base)) {
            throw Refusal.conflict("nothing to propose: " + proposed.base() + " contains "
                    + head.abbreviate(12).name() + " already");
        }
        int number = target.map(row -> row.pull().number())
                .orElseGet(() -> ledger.database().read(handle -> Repositories.nextPull(handle, repository.id())));
        var key = new PullKey(repository.id(), number);
        var result = moves.merge(repository, base, head, number, proposed.title());
        var rules = moves.rules(repository, key, result);
        var changes = new Changes();
        var row = ledger.database().write(handle -> {
            var now = ledger.clock().instant();
            if (target.isEmpty()) {
                PullTable.insert(handle, key, proposed, result, now);
            } else {
                PullTable.words(handle, key, proposed.title(), proposed.description());
                PullTable.aim(handle, key, proposed.base(), now);
                draft(handle, target.get(), proposed.draft(), proposed.by().name(), now);
                if (!target.get().isOpen())
                    EventTable.add(
                            handle,
                            key,
                            new EventTable.Happening(
                                    PullEvent.Kind.REOPENED, proposed.by().name(), ""),
                            now);
                if (!target.get().pull().headSha().equals(Sha.of(head))) {
                    PullTable.newHead(
                            handle,
                            key,
                            proposed.trusted(),
                            BranchMoves.wishAfterPush(target.get(), proposed.by()),
                            now);
                    VersionTable.add(handle, key, result, proposed.by().name(), now);
                }
                PullTable.result(handle, key, result);
            }
            ledger.audit()
                    .record(
                            handle,
                            proposed.by(),
                            target.isEmpty() ? "pull.open" : "pull.update",
                            repository.name() + "#" + number,
                            head.name());
            moves.test(handle, key, result, rules, changes);
            return PullTable.find(handle, key).orElseThrow();
        });
        moves.refs().write(repository, number, result);
        runs.settle(changes);
        return row;
    }

    /** Whether that changes anything. In the caller's transaction. */
    static boolean draft(Handle handle, PullRow row, boolean draft, String by, Instant now) {
        if (row.pull().draft() == draft) return false;
        PullTable.draft(handle, row.key(), draft, now);
        var kind = draft ? PullEvent.Kind.DRAFTED : PullEvent.Kind.READY;
        EventTable.add(handle, row.key(), new EventTable.Happening(kind, by, ""), now);
        return true;
    }

    private ObjectId base(HostedRepository repository, BranchName branch) {
        RefPolicy.refusal(branch).ifPresent(refusal -> {
            throw Refusal.forbidden(refusal);
        });
        return git.resolve(repository.name(), branch.ref())
                .map(ObjectId::copy)
                .orElseThrow(() -> noSuchBranch(repository, branch.name()));
    }

    static Refusal noSuchBranch(HostedRepository repository, String branch) {
        return Refusal.notFound("no branch " + branch + " in " + repository.name() + " to propose to");
    }

    private List<PullRow> openTo(Proposal proposal) {
        return ledger
                .database()
                .read(handle -> PullTable.open(handle, proposal.repository().id()))
                .stream()
                .filter(row -> row.pull().base().equals(proposal.branch()))
                .toList();
    }

    /** {@code readable}: the proposed commit can be looked into. */
    private Optional<PullRow> target(Proposal proposal, List<PullRow> open, boolean readable) {
        var same = open.stream()
                .filter(row -> row.pull().headSha().equals(Sha.of(proposal.head())))
                .findFirst();
        var topic = proposal.options().getOrDefault("topic", "");
        if (same.isPresent() && (topic.isEmpty() || same.get().pull().topic().equals(topic)))
            return same.map(row -> mayUpdate(proposal.by(), row));
        if (!topic.isEmpty()) {
            return open.stream()
                    .filter(row -> row.pull().topic().equals(topic))
                    .findFirst()
                    .map(row -> mayUpdate(proposal.by(), row));
        }
        if (!readable) return Optional.empty();
        return open.reversed().stream()
                .filter(row -> row.pull().topic().isEmpty() && row.source().isEmpty())
                .filter(row -> row.pull().author().equals(proposal.by().name()))
                .filter(row -> continues(proposal, row))
                .findFirst();
    }

    private static PullRow mayUpdate(Account by, PullRow row) {
        if (row.pull().author().equals(by.name()) || by.role().atLeast(Role.MAINTAINER)) return row;
        throw Refusal.forbidden("pull request #" + row.pull().number() + " is "
                + row.pull().author() + "'s: only they or a maintainer may update it; push with another topic");
    }

    private boolean continues(Proposal proposal, PullRow row) {
        var name = proposal.repository().name();
        var before = row.pull().headSha().id();
        if (reader.isAncestor(name, before, proposal.head())) return true;
        var was = reader.commit(name, before);
        var is = reader.commit(name, proposal.head());
        var changeBefore = changeId(was.body());
        var changeNow = changeId(is.body());
        if (changeBefore.isPresent() && changeNow.isPresent()) return changeBefore.equals(changeNow);
        return was.subject().equals(is.subject());
    }

    private static Optional<String> changeId(String body) {
        return body.lines().filter(line -> line.startsWith("Change-Id: ")).reduce((_, last) -> last);
    }

    private List<String> lines(HostedRepository repository, PullRow row, boolean updated) {
        var pull = row.pull();
        var lines = new ArrayList<String>();
        lines.add("pull request #" + pull.number() + (updated ? " updated: " : ": ")
                + url.apply("/" + repository.name() + "/pulls/" + pull.number()));
        if (!pull.conflicts().isEmpty()) {
            lines.add("it conflicts with " + pull.base() + " in:");
            pull.conflicts().stream().limit(20).forEach(path -> lines.add("  " + path));
            if (pull.conflicts().size() > 20)
                lines.add("  and " + (pull.conflicts().size() - 20) + " more");
            lines.add("merge or rebase onto " + pull.base() + " and push again; nothing is tested until then");
            return lines;
        }
        ledger.database()
                .read(handle -> PullTable.run(handle, row.key()))
                .ifPresent(run -> lines.addAll(lines(repository, pull, run)));
        return lines;
    }

    private List<String> lines(HostedRepository repository, PullRequest pull, Run run) {
        var lines = new ArrayList<String>();
        notes(run).forEach(lines::add);
        var address = url.apply("/" + repository.name() + "/runs/" + run.id());
        lines.add(
                switch (run.state()) {
                    case WAITING ->
                        "its merge with " + pull.base() + " waits for a maintainer to let it run: " + address;
                    case QUEUED, RUNNING ->
                        "its merge with " + pull.base() + " is tested by run " + run.id() + ": " + address;
                    case FINISHED ->
                        "its merge with " + pull.base() + " was tested already, by run " + run.id() + ": " + address;
                });
        return lines;
    }

    @Override
    public List<String> branchesMoved(HostedRepository repository, List<Moved> moved, Account by) {
        var here = moved.stream()
                .filter(one -> !RefPolicy.isTheHubs(one.branch()))
                .map(one -> new Move(repository, one.branch(), one.after(), by))
                .toList();
        if (here.isEmpty()) return List.of();
        List<RunId> queued;
        try {
            queued = ledger.locks().with(repository.id(), () -> moves.apply(here));
        } catch (Refusal refusal) {
            if (refusal.kind() != Refusal.Kind.BUSY) throw refusal;
            Thread.ofVirtual().name("follow-up " + repository.name()).start(() -> followUp(here));
            return List.of((here.size() == 1 ? here.getFirst().branch() + " is" : here.size() + " branches are")
                    + " pushed; what follows is recorded as soon as the hub's database answers again");
        }
        var tested = runs.all(queued).stream()
                .filter(run -> run.kind() == Run.Kind.BRANCH)
                .toList();
        var lines = tested.stream()
                .limit(MOST_TOLD)
                .flatMap(run -> Stream.concat(notes(run), Stream.of(tested(repository, run))))
                .collect(Collectors.toCollection(ArrayList::new));
        if (tested.size() > MOST_TOLD)
            lines.add("and %,d more are tested, see %s"
                    .formatted(tested.size() - MOST_TOLD, url.apply("/" + repository.name() + "/runs")));
        return lines;
    }

    private String tested(HostedRepository repository, Run run) {
        var branch = BranchName.ofRef(run.ref()).orElseThrow();
        return branch + " is tested by run " + run.id() + ": "
                + url.apply("/" + repository.name() + "/runs/" + run.id());
    }

    private Stream<String> notes(Run run) {
        return ledger.database().read(handle -> Runs.notes(handle, run.id())).stream()
                .map(note -> "note: " + note);
    }

    /** The branches have moved and stay so: what follows from that is owed. A restart pays it, too. */
    private void followUp(List<Move> owed) {
        var repository = owed.getFirst().repository();
        while (!ledger.database().isClosed()) {
            try {
                Thread.sleep(FOLLOW_UP_AGAIN);
                ledger.locks()
                        .with(
                                repository.id(),
                                () -> moves.apply(
                                        owed.stream().map(this::asItStands).toList()));
                return;
            } catch (Refusal busy) {
                LOG.info("{}: what follows from a push waits: {}", repository.name(), busy.getMessage());
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private Move asItStands(Move move) {
        var tip = git.resolve(move.repository().name(), move.ref()).map(ObjectId::copy);
        return new Move(move.repository(), move.branch(), tip, move.by());
    }
}
