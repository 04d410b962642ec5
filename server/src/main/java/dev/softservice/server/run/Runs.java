package dev.softservice.server.run;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.TestResult;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.RunQueue.Changes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Runs: reading them, and asking for, stopping and repeating them. */
public final class Runs {
    /** Each of them is a report to read. */
    private static final int HISTORY_LOOK_BACK = 30;

    private static final int FLAKY_LOOK_BACK = 50;
    private static final String OF_MERGE = """
        select * from run where repository = :repository and pull = :number and tree = :tree and kind in ('PULL', 'GATE')
        order by id desc limit 1\
        """;

    private final Database database;
    private final RunQueue queue;
    private final RunControl control;
    private final RunFiles files;
    private final RunReports reports;
    private final RunWorkers workers;
    private final Audit audit;

    public Runs(Database database, RunWorkers workers, RunFiles files, Audit audit) {
        this.database = database;
        this.control = workers.control();
        this.queue = control.queue();
        this.workers = workers;
        this.files = files;
        this.reports = new RunReports(files);
        this.audit = audit;
    }

    public Optional<Run> find(RunId id) {
        return database.read(handle -> RunTable.find(handle, id));
    }

    public Run require(RunId id) {
        return require(database, id);
    }

    /** A run of this repository; one of another is none, so that nobody sees it by way of a repository that they may see. */
    public Run require(RunId id, HostedRepository repository) {
        var run = require(id);
        if (run.repository() != repository.id())
            throw Refusal.notFound("no run " + run.id() + " in " + repository.name());
        return run;
    }

    /** Those of {@code ids} that are here. */
    public List<Run> all(Collection<RunId> ids) {
        return all(database, ids);
    }

    /** Those of {@code ids} that are here. */
    public static List<Run> all(Database database, Collection<RunId> ids) {
        return ids.isEmpty() ? List.of() : database.read(handle -> RunTable.find(handle, ids));
    }

    public static Run require(Database database, RunId id) {
        return database.read(handle -> require(handle, id));
    }

    public static boolean isFinished(Database database, RunId id) {
        return database.read(
                        handle -> handle.createQuery("select count(*) from run where id = :id and state <> 'FINISHED'")
                                .bind("id", id)
                                .mapTo(Long.class)
                                .one())
                == 0;
    }

    private static Run require(Handle handle, RunId id) {
        return RunTable.find(handle, id).orElseThrow(() -> Refusal.notFound("no run " + id + " here"));
    }

    /** Newest first; filters that are empty do not filter; {@code before} 0 or the id to go on below; at most {@code limit} (1 to 100). */
    public List<Run> list(
            HostedRepository repository, Optional<Sha> commit, Optional<Run.Kind> kind, long before, int limit) {
        var wanted = new RunTable.Wanted(commit, kind, false);
        return database.read(handle -> RunTable.list(handle, repository.id(), wanted, before, limit));
    }

    /** The newest ones that say something of the repository itself: those that try changes of other distros are left out. */
    public List<Run> own(HostedRepository repository, Optional<Sha> commit, int limit) {
        var wanted = new RunTable.Wanted(commit, Optional.empty(), true);
        return database.read(handle -> RunTable.list(handle, repository.id(), wanted, 0, limit));
    }

    /** Whose change a run tries; empty for one of its repository's own. */
    public Optional<Trial> trial(Run run) {
        return run.kind().isOwn() ? Optional.empty() : database.read(handle -> Trial.of(handle, run.id()));
    }

    /** The newest run of a pull request's merge result, by the result's tree, in the caller's transaction. */
    public static Optional<Run> ofMerge(Handle handle, PullKey pull, Sha tree) {
        return RunTable.all(
                        handle,
                        handle.createQuery(OF_MERGE)
                                .bind("repository", pull.repository())
                                .bind("number", pull.number())
                                .bind("tree", tree.name()))
                .stream()
                .findFirst();
    }

    /** The newest run of a branch at a commit. */
    public Optional<Run> newestOf(HostedRepository repository, String ref, Sha commit) {
        return database.read(handle -> newestOf(handle, repository.id(), ref, commit));
    }

    /** The same for many of one repository, by number: the newest run of the tree that is given for each; those without any are left out. */
    public static Map<Integer, Run> ofMerges(Handle handle, long repository, Map<Integer, Sha> trees) {
        if (trees.isEmpty()) return Map.of();
        var newest = new HashMap<Integer, Run>();
        RunTable.all(
                        handle,
                        handle.createQuery("""
                            select * from run where repository = :repository and pull in (<numbers>) and tree in (<trees>)
                            and kind in ('PULL', 'GATE') order by id desc\
                            """)
                                .bind("repository", repository)
                                .bindList("numbers", List.copyOf(trees.keySet()))
                                .bindList(
                                        "trees",
                                        trees.values().stream()
                                                .map(Sha::name)
                                                .distinct()
                                                .toList()))
                .stream()
                .filter(run -> run.tree().equals(trees.get(run.pull().orElseThrow())))
                .forEach(run -> newest.putIfAbsent(run.pull().orElseThrow(), run));
        return newest;
    }

    /** The newest run of a branch at a commit, in the caller's transaction. */
    public static Optional<Run> newestOf(Handle handle, long repository, String ref, Sha commit) {
        return RunTable.all(
                        handle,
                        handle.createQuery("""
                            select * from run where repository = :repository and ref = :ref and commit_sha = :commit and kind = 'BRANCH'
                            order by id desc limit 1\
                            """)
                                .bind("repository", repository)
                                .bind("ref", ref)
                                .bind("commit", commit.name()))
                .stream()
                .findFirst();
    }

    /** What the runs of a repository wait for, with an estimate where there is something to go by. */
    public Waits waits(long repository) {
        var facts = database.read(handle -> queue.forecast(handle, repository, workers.atOnce()));
        return new Waits(
                Forecast.waits(facts, repository),
                Optional.ofNullable(facts.usual().get(repository)),
                workers.trouble());
    }

    /** Those that got their verdict at {@code since} or later, oldest first. */
    public List<Run> judgedSince(Instant since) {
        return database.read(handle -> RunTable.all(
                handle,
                handle.createQuery("select * from run where verdict_at >= :since order by verdict_at, id")
                        .bind("since", since.toEpochMilli())));
    }

    /** Since when no run is queued or under way, in the caller's transaction; empty where one is, or there never was one. */
    public static Optional<Instant> idleSince(Handle handle) {
        long busy = handle.createQuery("select count(*) from run where state in ('QUEUED', 'RUNNING')")
                .mapTo(Long.class)
                .one();
        if (busy > 0) return Optional.empty();
        return handle.createQuery("select finished_at from run where finished_at is not null order by id desc limit 1")
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** The runs of a pull request's merge results, newest first. */
    public List<Run> ofPull(HostedRepository repository, int number, int limit) {
        return database.read(handle -> RunTable.all(
                handle,
                handle.createQuery("""
                    select * from run where repository = :repository and pull = :number order by id desc limit :limit\
                    """)
                        .bind("repository", repository.id())
                        .bind("number", number)
                        .bind("limit", limit)));
    }

    /** The rung that a run has to reach, in the caller's transaction. */
    public static int required(Handle handle, RunId id) {
        return handle.createQuery("select required from run where id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    /** The same for many, in the caller's transaction. */
    public static Map<RunId, Integer> required(Handle handle, Collection<Run> runs) {
        if (runs.isEmpty()) return Map.of();
        return handle
                .createQuery("select id, required from run where id in (<ids>)")
                .bindList("ids", runs.stream().map(Run::id).toList())
                .map((row, _) -> Map.entry(new RunId(row.getLong("id")), row.getInt("required")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether there was ever a run of this commit on this ref, in the caller's transaction. */
    public static boolean isKnown(Handle handle, long repository, String ref, Sha commit) {
        return handle.createQuery("""
            select count(*) from run where repository = :repository and ref = :ref and commit_sha = :commit\
            """)
                        .bind("repository", repository)
                        .bind("ref", ref)
                        .bind("commit", commit.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** The newest run of each repository's {@code ref}, a branch, that passed. */
    public List<RunId> newestPassed(String ref) {
        return database.read(handle ->
                handle.createQuery("""
                    select max(id) from run where ref = :ref and kind = 'BRANCH' and verdict = 'PASSED' group by repository\
                    """).bind("ref", ref).mapTo(RunId.class).list());
    }

    /** What a run was made of; of one that a proof answered, what the proving run was. Empty until its acceptance tests have passed or there is a verdict. */
    public List<Use> uses(Run run) {
        return Objects.requireNonNull(uses(List.of(run)).get(run.id()));
    }

    /** The same for many, by id. */
    public Map<RunId, List<Use>> uses(List<Run> runs) {
        return database.read(handle -> Found.uses(handle, runs));
    }

    /** What proving runs, such as those that releases name, were made of, by id; those that used nothing are left out. */
    public Map<RunId, List<Use>> usesOf(List<RunId> provingRuns) {
        return database.read(handle -> Found.usesOf(handle, provingRuns));
    }

    /** The repositories whose runs ever used this one, by id, in the caller's transaction. */
    public static List<Long> usersOf(Handle handle, HostedRepository repository) {
        return Found.usersOf(handle, repository.id());
    }

    /** As {@link #usesOf(List)}, in the caller's transaction. */
    public static Map<RunId, List<Use>> usesOf(Handle handle, List<RunId> provingRuns) {
        return Found.usesOf(handle, provingRuns);
    }

    /** Tests that were flaky in two or more of a repository's last runs, the most frequent first. */
    public List<Flaky> flaky(HostedRepository repository) {
        return database.read(handle -> Found.recurring(handle, repository.id(), FLAKY_LOOK_BACK));
    }

    /** Where a queued run stands in line, 1: it is next; empty for every other, and while it waits for another attempt. */
    public OptionalInt place(RunId id) {
        return database.read(handle -> queue.place(handle, id));
    }

    /** Where the queued runs of a repository stand in line, by id. */
    public Map<RunId, Integer> places(HostedRepository repository) {
        return database.read(handle -> queue.places(handle, repository.id()));
    }

    /** Every test with its output, from the run's report file; those so far while it is running; the proven run's where a proof was reused. */
    public List<TestResult> tests(RunId id) {
        return tests(id, () -> report(id));
    }

    /** As above, for somebody who has read the run's report. */
    public List<TestResult> tests(RunId id, Report written) {
        return tests(id, () -> written);
    }

    private List<TestResult> tests(RunId id, Supplier<Report> written) {
        return control.live()
                .tests(id)
                .filter(soFar -> !soFar.isEmpty())
                .orElseGet(() -> written.get().tests());
    }

    /** What is new in a run's tests, {@code now}, since the last judged run of {@code ref} before it; empty while the run has no verdict of its own, and where there is none. */
    public Optional<TestNews> news(Run run, List<TestResult> now, String ref) {
        if (!isJudged(run)) return Optional.empty();
        var before = database.read(handle -> RunTable.judgedBefore(handle, run, ref));
        return before.map(then -> TestNews.between(
                then.id(), tests(then.id()), now, run.acceptedAt().isPresent()));
    }

    private static boolean isJudged(Run run) {
        return run.verdict()
                .filter(verdict -> verdict == Run.Outcome.PASSED || verdict == Run.Outcome.FAILED)
                .isPresent();
    }

    /** One test in a repository's last judged runs, newest first. Runs that a proof answered say nothing new and are passed over. */
    public TestHistory history(HostedRepository repository, TestNews.Test test) {
        var judged = database.read(handle -> RunTable.judged(handle, repository.id(), HISTORY_LOOK_BACK));
        return new TestHistory(
                test,
                judged.stream()
                        .flatMap(run ->
                                TestHistory.entry(test, run, report(run.id()).tests()).stream())
                        .toList(),
                judged.size());
    }

    /** A file that a test attached, by the name that it is kept under; the proven run's where a proof was reused. */
    public Optional<StoredFile> attachment(RunId id, String file) {
        return files.attachment(require(id).reusedFrom().orElse(id), file);
    }

    /** Every line of why a run failed: behind the first, what was printed at that moment and what else did not hold. */
    public List<String> reasons(Run run) {
        return run.verdict().filter(Run.Outcome.FAILED::equals).isPresent() ? reports.readReasons(run.id()) : List.of();
    }

    /** The report without notes of the hub's own; empty until there is a verdict. */
    public Report reported(Run run) {
        return reports.read(run.reusedFrom().orElse(run.id())).orElse(Report.EMPTY);
    }

    /** The whole report, notes of the hub's own included; empty until there is a verdict. */
    public Report report(RunId id) {
        var report = reported(require(id));
        var notes = new ArrayList<>(report.notes());
        notes.addAll(notes(id));
        return report.noting(List.copyOf(notes));
    }

    /** What the hub has to say about a run: tests that a pull request takes away, why there is no release. One line each. */
    public List<String> notes(RunId id) {
        return database.read(handle -> notes(handle, id));
    }

    /** The hub's own word on a run. */
    public void note(RunId id, String text) {
        database.run(handle -> queue.note(handle, id, text));
    }

    /** Ends a queued or running run as cancelled; a finished one is a conflict. Needs {@code CONTRIBUTOR}. */
    public Run cancel(RunId id, Account by) {
        by.require(Role.CONTRIBUTOR, "cancel runs");
        var changes = new Changes();
        database.run(handle -> {
            require(handle, id);
            if (!queue.cancel(handle, id, "cancelled by " + by.name(), changes))
                throw Refusal.conflict("run " + id + " has ended already");
            audit.record(handle, by, "run.cancel", id.toString(), "");
        });
        control.settle(changes);
        return require(id);
    }

    /** Ends whatever has not ended in a repository that goes; true where there was nothing. */
    public boolean endAll(HostedRepository repository) {
        var changes = new Changes();
        var open = database.read(handle -> RunRows.open(handle, repository.id()));
        if (open.isEmpty()) return true;
        database.run(
                handle -> open.forEach(id -> queue.cancel(handle, id, "the repository is being deleted", changes)));
        control.settle(changes);
        return false;
    }

    /** Removes the files of all runs of a repository; none of them may still go on. */
    public void removeFiles(HostedRepository repository) {
        for (var id : database.read(handle -> RunRows.ids(handle, repository.id()))) files.remove(id);
    }

    /**
     * Queues the same commit again as a new run, proof not reused; needs {@code CONTRIBUTOR}. A stranger's code that no maintainer has let
     * run still waits for one.
     */
    public Run retry(RunId id, Account by) {
        by.require(Role.CONTRIBUTOR, "repeat runs");
        var changes = new Changes();
        RunId again = database.write(handle -> {
            var run = require(handle, id);
            if (run.state() != Run.State.FINISHED)
                throw Refusal.conflict("run " + id + " has not ended yet: cancel it first");
            if (!run.kind().isOwn())
                throw Refusal.conflict("run " + id + " tries a change of another distro: have that tested again there");
            record Rules(LadderPolicy ladder, boolean approved) {}
            var rules = handle.createQuery("select required, climb, approved from run where id = :id")
                    .bind("id", id)
                    .map((row, _) -> new Rules(
                            new LadderPolicy(row.getInt("required"), row.getInt("climb")), row.getInt("approved") > 0))
                    .one();
            audit.record(handle, by, "run.retry", id.toString(), "");
            return queue.enqueue(
                    handle,
                    new RunOrder(
                            run.repository(),
                            run.kind(),
                            run.pull(),
                            run.ref(),
                            run.commit(),
                            run.tree(),
                            rules.ladder(),
                            rules.approved(),
                            false,
                            notes(handle, id)),
                    changes);
        });
        control.settle(changes);
        return require(again);
    }

    /** As {@link #notes(RunId)}, in the caller's transaction. */
    public static List<String> notes(Handle handle, RunId run) {
        return handle.createQuery("select text from run_note where run = :run order by id")
                .bind("run", run)
                .mapTo(String.class)
                .list();
    }

    /** Tests a commit that nobody pushed just now: a repository mirrored from a forge, or somebody's wish. Needs {@code CONTRIBUTOR}. */
    public Run manual(HostedRepository repository, String ref, Sha commit, Sha tree, Account by) {
        by.require(Role.CONTRIBUTOR, "ask for runs");
        var changes = new Changes();
        RunId id = database.write(handle -> {
            audit.record(handle, by, "run.manual", repository.name().toString(), commit.name());
            return queue.enqueue(
                    handle,
                    new RunOrder(
                            repository.id(),
                            Run.Kind.MANUAL,
                            OptionalInt.empty(),
                            ref,
                            commit,
                            tree,
                            LadderPolicy.OWN,
                            true,
                            true,
                            List.of()),
                    changes);
        });
        control.settle(changes);
        return require(id);
    }

    /** Where the hub stands: for the front page, metrics and readiness. {@code trouble}: why no run can start at present. */
    public record Load(int queued, int running, int workers, Optional<String> trouble) {}

    /** Those that are not finished and are seen, the oldest first. */
    public List<Run> open(Visible by, int limit) {
        return database.read(handle -> RunTable.all(
                handle,
                by.bind(handle.createQuery("select * from run where state <> 'FINISHED' and "
                                + by.condition("repository") + " order by id limit :limit"))
                        .bind("limit", limit)));
    }

    public Load load() {
        return database.read(handle -> {
            var counts = new java.util.EnumMap<Run.State, Integer>(Run.State.class);
            handle.createQuery("select state, count(*) as n from run where state <> 'FINISHED' group by state")
                    .map((row, _) -> counts.put(Run.State.valueOf(row.getString("state")), row.getInt("n")))
                    .list();
            return new Load(
                    counts.getOrDefault(Run.State.QUEUED, 0),
                    counts.getOrDefault(Run.State.RUNNING, 0),
                    workers.atOnce(),
                    workers.trouble());
        });
    }
}
