package dev.softservice.server.run;

import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.manifest.RepositoryFiles;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.RunQueue.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one leased run at a time, from the tree to the recorded verdict. */
final class RunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    private static final int ATTEMPTS = 3;
    private static final long FIRST_DELAY = 5_000;

    private final Tools tools;
    private final BooleanSupplier stopping;
    private final RunBook book;

    RunWorker(Tools tools, BooleanSupplier stopping) {
        this.tools = tools;
        this.stopping = stopping;
        this.book = new RunBook(tools, stopping);
    }

    /** Never throws for what happens to a run; when it returns the lease is given up. */
    void execute(Lease lease, boolean onlyIfProven) {
        RunId run = lease.run().id();
        tools.control().live().enter(lease, System.nanoTime());
        try {
            // Leased at the very moment when the hub stops: nobody will interrupt it any more.
            if (stopping.getAsBoolean()) {
                stopped(lease, Report.EMPTY);
                return;
            }
            if (!onlyIfProven) tools.control().tell(run);
            attempt(lease, onlyIfProven);
        } catch (RuntimeException failed) {
            Thread.interrupted();
            LOG.error("run {}", run, failed);
            couldNotTell(lease, Report.EMPTY, "the hub: " + failed.getMessage());
        } finally {
            tools.control().live().leave(lease);
        }
    }

    private void attempt(Lease lease, boolean onlyIfProven) {
        var baseline = tools.baselines().apply(lease.run().repository());
        var files =
                tools.git().files(repository(lease.run()), lease.run().commit().id());
        var request = request(lease, files, baseline);
        var key = proofKey(lease.run(), files, request);
        var proven = lease.reuse()
                ? key.flatMap(
                        known -> tools.database().read(handle -> tools.queue().proof(handle, known)))
                : Optional.<RunId>empty();
        if (proven.isEmpty() && onlyIfProven) {
            book.persist(() -> tools.database().run(handle -> tools.queue().notProven(handle, lease)));
            return;
        }
        baseline.ifPresent(known -> book.persist(() ->
                tools.database().run(handle -> tools.queue().compare(handle, lease, known.release()))));
        if (proven.isPresent())
            book.reuse(
                    lease,
                    tools.database()
                            .read(handle -> RunTable.find(handle, proven.get()))
                            .orElseThrow());
        else verify(lease, request, key);
    }

    private RunRequest request(Lease lease, RepositoryFiles files, Optional<Baseline> baseline) {
        int own = lease.ladder().climb() > 0
                ? 0
                : LadderPolicy.climb(
                        new ManifestReader()
                                .read(files)
                                .manifest()
                                .map(Manifest::releaseLevel)
                                .orElse(OptionalInt.empty()),
                        tools.level());
        var alone = new RunRequest(
                        lease.requestId(),
                        tools.hubId(),
                        tools.scratch().of(lease.requestId()),
                        Map.of(),
                        Math.max(own, lease.ladder().climb()),
                        false,
                        Limits.DEFAULT)
                .withDomain(lease.domain());
        return baseline.map(known -> alone.withStable(known.stable())).orElse(alone);
    }

    private RepositoryName repository(Run run) {
        return tools.repositories().byId(run.repository()).name();
    }

    /** Without a key there is nothing to reuse and nothing to prove, but a run can still tell. */
    private Optional<String> proofKey(Run run, RepositoryFiles files, RunRequest request) {
        try {
            return Optional.of(tools.verifier().proofKey(run.tree().name(), files, request));
        } catch (RuntimeException unknown) {
            LOG.info("run {}: no proof key: {}", run.id(), unknown.getMessage());
            return Optional.empty();
        }
    }

    private void verify(Lease lease, RunRequest request, Optional<String> key) {
        var run = lease.run();
        if (run.attempt() > 1)
            RunRecorder.say(tools.control().events(), run.id(), tools.clock().instant(), "attempt " + run.attempt());
        var recorder = new RunRecorder(
                run.id(),
                tools.database(),
                tools.control(),
                tools.files().freshAttachments(run.id()),
                new RunRecorder.Verdicts() {
                    @Override
                    public void accepted(Verdict.Passed verdict, java.time.Instant at) {
                        book.accept(lease, verdict.report(), at);
                    }

                    @Override
                    public void stands(Verdict verdict) {
                        book.decide(lease, verdict, key);
                    }
                });
        var verdict = verdict(run, request, recorder);
        Thread.interrupted();
        tools.images().used(verdict.report().images().values());
        switch (verdict) {
            case Verdict.Passed _, Verdict.Failed _ -> {
                book.decide(lease, verdict, key);
                book.finish(lease);
            }
            case Verdict.Errored errored -> couldNotTell(lease, errored.report(), errored.reason());
            case Verdict.Cancelled cancelled -> stopped(lease, cancelled.report());
        }
    }

    private Verdict verdict(Run run, RunRequest request, RunRecorder recorder) {
        try {
            tools.git()
                    .export(repository(run), run.commit().id(), tools.scratch().fresh(request.id()));
            if (request.stable().isPresent())
                tools.trees()
                        .of(
                                repository(run),
                                ObjectId.fromString(request.stable().get().tree()));
            return tools.verifier().run(request, recorder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            clear(request.source());
        }
    }

    /** Interrupted: by whoever ended the run, whose word is in the row already, or because the hub stops. */
    private void stopped(Lease lease, Report report) {
        if (stopping.getAsBoolean()) {
            book.giveBack(lease, lease.run().attempt(), 0, "the hub was stopped; taken up again");
            return;
        }
        if (tools.control().live().isOverdue(lease.run().id())) {
            couldNotTell(lease, report, "did not end within its time limit");
            return;
        }
        book.end(lease, Run.Outcome.CANCELLED, report, "stopped");
    }

    /** The platform's fault: tried again by itself, and after the last attempt said plainly. */
    private void couldNotTell(Lease lease, Report report, String reason) {
        int attempt = lease.run().attempt();
        if (stopping.getAsBoolean()) {
            book.giveBack(lease, attempt, 0, "the hub was stopped; taken up again");
            return;
        }
        var trouble = tools.verifier().trouble();
        if (trouble.isPresent()) {
            book.giveBack(lease, attempt, FIRST_DELAY, "waits for the container engine: " + trouble.get());
        } else if (attempt < ATTEMPTS) {
            book.giveBack(
                    lease,
                    attempt + 1,
                    FIRST_DELAY * attempt * attempt,
                    "attempt " + attempt + " could not tell (" + reason + "); taken up again by itself");
        } else {
            book.end(
                    lease,
                    Run.Outcome.ERRORED,
                    report,
                    "the platform could not tell, " + attempt + " times: " + reason);
        }
    }

    private static void clear(Path source) {
        try {
            Scratch.clear(source);
        } catch (IOException left) {
            LOG.warn("{} is left behind until the next start: {}", source, left.getMessage());
        }
    }
}
