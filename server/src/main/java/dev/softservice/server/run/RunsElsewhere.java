package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.RunQueue.Lease;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Runs in the hands of machines that are not the hub's own. The hub hands them out, writes down what is heard of them and decides, by the same code as for a worker of its
 * own. Only runs go elsewhere whose verdict releases nothing and proves nothing: those of pull requests, and trials.
 */
public final class RunsElsewhere {
    private static final String OWNER = "runner-";
    private static final Set<Run.Kind> KINDS = Set.of(Run.Kind.PULL, Run.Kind.TRIAL);

    private final Database database;
    private final RunBook book;
    private final RunRequests requests;
    private final RunSources sources;

    RunsElsewhere(Database database, RunBook book, RunRequests requests, RunSources sources) {
        this.database = database;
        this.book = book;
        this.requests = requests;
        this.sources = sources;
    }

    /** The name of a lease as it stands in the run's row: whose it is, and its fencing number. */
    public static String owner(long runner, long fence) {
        return OWNER + runner + "-" + fence;
    }

    static boolean isOwner(String owner) {
        return owner.startsWith(OWNER);
    }

    /** Writes a lease down in the caller's transaction and returns its fencing number, which is greater than each before. */
    @FunctionalInterface
    public interface Fencing {
        long fence(Handle handle, RunId run);
    }

    /** Hands out the run whose turn it is among those that may go elsewhere. {@code strangers}: also such whose code comes from people who may not push to the repository. */
    public Optional<LeasedRun> take(long runner, boolean strangers, Fencing fencing) {
        if (book.isStopping() || !database.read(this::isDue)) return Optional.empty();
        return database.write(handle -> next(handle, strangers)
                        .flatMap(run -> book.control()
                                .queue()
                                .leaseOne(handle, run, owner(runner, fencing.fence(handle, run)))))
                .map(lease -> begun(lease));
    }

    private boolean isDue(Handle handle) {
        return RunTable.isDueOf(handle, KINDS, book.now());
    }

    private Optional<RunId> next(Handle handle, boolean strangers) {
        var due = Turns.line(handle, book.now()).stream()
                .map(Forecast.Queued::run)
                .toList();
        var kinds = RunTable.find(handle, due).stream()
                .filter(run -> KINDS.contains(run.kind()))
                .collect(Collectors.toMap(Run::id, run -> run));
        return due.stream()
                .filter(kinds::containsKey)
                .filter(run ->
                        strangers || book.control().queue().isTrusted(handle, Objects.requireNonNull(kinds.get(run))))
                .findFirst();
    }

    private LeasedRun begun(Lease lease) {
        var stop = book.control().live().enter(lease, System.nanoTime());
        book.control().tell(lease.run().id());
        var baseline = requests.baseline(lease.run());
        var request = requests.of(lease, sources.tree(lease.run(), lease.requestId()), baseline);
        baseline.ifPresent(known -> book.compare(lease, known));
        if (lease.run().attempt() > 1) book.say(lease, "attempt " + lease.run().attempt());
        return new LeasedRun(book, lease, request, stop, book.recorder(lease, Optional.empty()));
    }

    /** Goes on with a lease that this hub gave before it was started again; empty: it is lost, or the run has ended. */
    public Optional<LeasedRun> resume(RunId run, String owner) {
        return database.read(handle -> book.control().queue().held(handle, run, owner))
                .map(lease -> {
                    var stop = book.control().live().enter(lease, System.nanoTime());
                    var request = requests.of(
                            lease, sources.tree(lease.run(), lease.requestId()), requests.baseline(lease.run()));
                    return new LeasedRun(book, lease, request, stop, book.recorderAgain(lease));
                });
    }

    /** A number for {@link #await}: nothing that is put in after this is missed. */
    public long heard() {
        return book.control().bell().heard();
    }

    /** Returns when there may be something to take that was not there at {@code heard}, or after {@code millis}. */
    public void await(long heard, long millis) throws InterruptedException {
        if (!book.isStopping()) book.control().bell().await(heard, millis);
    }

    /** The hub stops: nothing is handed out any more. */
    public boolean isStopping() {
        return book.isStopping();
    }

    /** Lets all who wait look again. */
    public void wake() {
        book.control().bell().ring();
    }
}
