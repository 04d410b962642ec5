package dev.softservice.server.pull;

import dev.softservice.runner.model.TestResult;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.TestNews;
import java.util.List;
import java.util.Optional;

/**
 * What is new in a run: a pull request's is compared with the last judged run of the branch that it is to land on, a branch's with the
 * one before it; one that tries another distro's change with main.
 */
public final class RunNews {
    private final Pulls pulls;
    private final Runs runs;

    public RunNews(Pulls pulls, Runs runs) {
        this.pulls = pulls;
        this.runs = runs;
    }

    /** Empty while the run has no verdict of its own, and where nothing was judged before it. {@code tests}: the run's. */
    public Optional<TestNews> of(HostedRepository repository, Run run, List<TestResult> tests) {
        return runs.news(run, tests, comparedWith(repository, run));
    }

    private String comparedWith(HostedRepository repository, Run run) {
        if (!run.kind().isOwn()) return BranchName.MAIN.ref();
        return run.pull().isPresent()
                ? pulls.require(repository, run.pull().getAsInt()).base().ref()
                : run.ref();
    }
}
