package dev.softservice.server.run;

import dev.softservice.runner.TestResult;
import dev.softservice.server.account.Account;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;

/** Runs: reading them, and asking for, stopping and repeating them. */
public final class Runs {
    public Run require(long id) {
        throw new UnsupportedOperationException();
    }

    /** Newest first; filters that are empty do not filter; {@code before} 0 or the id to go on below; at most {@code limit} (1 to 100). */
    public List<Run> list(HostedRepository repository, Optional<String> commit, Optional<Run.Kind> kind, long before, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The newest run of a pull request's present merge result, if any. */
    public Optional<Run> ofPull(HostedRepository repository, int number) {
        throw new UnsupportedOperationException();
    }

    /** Every test with its output, from the run's report file; those so far while it is running. */
    public List<TestResult> tests(long id) {
        throw new UnsupportedOperationException();
    }

    /** Ends a queued or running run as cancelled; a finished one is a conflict. Needs {@code CONTRIBUTOR}. */
    public Run cancel(long id, Account by) {
        throw new UnsupportedOperationException();
    }

    /** Queues the same commit again as a new run, proof not reused; needs {@code CONTRIBUTOR}. */
    public Run retry(long id, Account by) {
        throw new UnsupportedOperationException();
    }

    /** Where the hub stands: for the front page, metrics and readiness. */
    public record Load(int queued, int running, int workers) {}

    public Load load() {
        throw new UnsupportedOperationException();
    }
}
