package dev.softservice.server.run;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.RunQueue.Lease;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one leased run at a time, from the tree to the recorded verdict. */
public final class RunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    private final RunBook book;
    private final RunRequests requests;
    private final RunSources sources;
    private final Verifier verifier;
    private final ImageUse images;
    private final AttemptEnd end;

    public RunWorker(RunBook book, RunRequests requests, RunSources sources, Verifier verifier, ImageUse images) {
        this.book = book;
        this.requests = requests;
        this.sources = sources;
        this.verifier = verifier;
        this.images = images;
        this.end = new AttemptEnd(book, verifier::trouble);
    }

    /** The same runs in the hands of machines that are not this one. */
    RunsElsewhere elsewhere(Database database) {
        return new RunsElsewhere(database, book, requests, sources);
    }

    Verifier verifier() {
        return verifier;
    }

    ImageUse images() {
        return images;
    }

    /** Never throws for what happens to a run; when it returns the lease is given up. */
    void execute(Lease lease, boolean onlyIfProven) {
        RunId run = lease.run().id();
        var stop = book.control().live().enter(lease, System.nanoTime());
        try {
            // Leased at the very moment when the hub stops: nobody will ask it to stop any more.
            if (book.isStopping()) {
                end.stopped(lease, Report.EMPTY);
                return;
            }
            if (!onlyIfProven) book.control().tell(run);
            attempt(lease, onlyIfProven, stop);
        } catch (RuntimeException | Error failed) {
            LOG.error("run {}", run, failed);
            end.couldNotTell(lease, Report.EMPTY, "the hub: " + failed.getMessage());
        } finally {
            book.control().live().leave(lease);
        }
    }

    private void attempt(Lease lease, boolean onlyIfProven, Stop stop) {
        var baseline = requests.baseline(lease.run());
        var files = sources.files(lease.run());
        var request = requests.of(lease, sources.tree(lease.run(), lease.requestId()), baseline);
        var key = lease.run().kind().isOwn() ? proofKey(lease.run(), files, request) : Optional.<String>empty();
        var proven = lease.reuse() ? key.flatMap(each -> book.proof(each, lease.run())) : Optional.<Run>empty();
        if (proven.isEmpty() && onlyIfProven) {
            book.notProven(lease);
            return;
        }
        baseline.ifPresent(known -> book.compare(lease, known));
        if (proven.isPresent()) book.reuse(lease, proven.get());
        else verify(lease, request, key, stop);
    }

    /** Without a key there is nothing to reuse and nothing to prove, but a run can still tell. */
    private Optional<String> proofKey(Run run, RepositoryFiles files, RunRequest request) {
        try {
            return Optional.of(verifier.proofKey(run.tree().name(), files, request));
        } catch (RuntimeException unknown) {
            LOG.info("run {}: no proof key: {}", run.id(), unknown.getMessage());
            return Optional.empty();
        }
    }

    private void verify(Lease lease, RunRequest request, Optional<String> key, Stop stop) {
        var run = lease.run();
        if (run.attempt() > 1) book.say(lease, "attempt " + run.attempt());
        var recorder = book.recorder(lease, key);
        var verdict = verdict(run, request, recorder, stop);
        images.used(verdict.report().images().values());
        end.conclude(lease, verdict, key);
    }

    private Verdict verdict(Run run, RunRequest request, RunRecorder recorder, Stop stop) {
        try {
            sources.checkOut(run, request);
            return verifier.run(request, recorder, stop);
        } finally {
            sources.clear(request);
        }
    }
}
