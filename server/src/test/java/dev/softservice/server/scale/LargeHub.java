package dev.softservice.server.scale;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.TestResult;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.App;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.FiledRuns;
import dev.softservice.server.scenario.Hub;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fills a hub with what years of use leave: repositories with commits, pull requests with versions, reviews and comments, runs with reports and
 * logs, releases, uses, audit entries, accounts, a webhook. What is filled in is real to whoever reads: commits and merge results are in git, and
 * reports are where the hub looks for them.
 */
final class LargeHub {
    private static final Account ADMIN = new Account(1, "admin", Role.ADMIN);
    private static final Duration YEARS = Duration.ofDays(700);
    private static final int BUSY_COMMITS = 300;
    private static final int COMMITS = 10;
    /** Every so many runs a test fails. */
    private static final int FAILS = 9;

    private final Hub hub;
    private final App app;
    private final Amounts amounts;
    private final LargeHubRows rows;
    private final FiledRuns files;
    private final Instant until;

    private LargeHub(Hub hub, Path data, Amounts amounts, Instant until) {
        this.hub = hub;
        this.app = hub.app;
        this.amounts = amounts;
        this.until = until;
        this.rows = new LargeHubRows(app.database());
        this.files = new FiledRuns(data.resolve("runs"));
    }

    /** The repository with a tenth of everything, which a third of the others use, and one of the others. */
    record Filled(HostedRepository busy, HostedRepository usual) {}

    /** {@code data}: the hub's data folder; {@code until}: when the newest of it was. */
    static Filled fill(Hub hub, Path data, Amounts amounts, Instant until) {
        return new LargeHub(hub, data, amounts, until).fill();
    }

    private Filled fill() {
        rows.accounts(amounts.repositories());
        var repositories = IntStream.range(0, amounts.repositories())
                .mapToObj(i -> app.repositories().create(name(i), "A wiki", ADMIN))
                .toList();
        var pulls = new int[repositories.size()];
        for (int i = 0; i < amounts.pulls(); i++) pulls[amounts.home(i)]++;
        var runs = new int[repositories.size()];
        for (int i = 0; i < amounts.runs(); i++) runs[amounts.home(i)]++;
        long run = rows.firstRun();
        long pull = rows.firstPull();
        var contents = new ArrayList<LargeHubRows.Content>();
        for (int i = 0; i < repositories.size(); i++) {
            var repository = repositories.get(i);
            var grown = GrownHistory.in(app.git(), repository.name(), i == 0 ? BUSY_COMMITS : COMMITS, pulls[i]);
            var filled = new LargeHubRows.Content(repository, repositories.getFirst(), grown, pull, run, runs[i]);
            rows.content(filled, this::at);
            contents.add(filled);
            for (int j = 0; j < runs[i]; j++) file(repository, new RunId(run + j));
            run += runs[i];
            pull += pulls[i];
        }
        rows.comments(amounts);
        rows.audit(amounts.comments(), this::at);
        rows.finish();
        rows.reserveReleases();
        repositories.forEach(this::release);
        hub.settle();
        long release = 1;
        for (var content : contents) release += rows.releases(content, release, this::at);
        return new Filled(repositories.getFirst(), repositories.get(1));
    }

    /** The newest release of each is a real one: tested, signed and said to be stable. */
    private void release(HostedRepository repository) {
        var tip = app.git().resolve(repository.name(), BranchName.MAIN.ref());
        app.proposals().branchMoved(repository, BranchName.MAIN, Optional.empty(), tip, ADMIN);
    }

    /** What a webhook was told in the last days. */
    static void tell(App app, long webhook, Instant until) {
        new LargeHubRows(app.database())
                .deliveries(
                        webhook,
                        (i, all) -> until.minus(Duration.ofMinutes(all - i)).toEpochMilli());
    }

    static RepositoryName name(int i) {
        return new RepositoryName("team-" + i % 97, i == 0 ? "wiki" : "distro-" + i);
    }

    /** When the {@code i}th of {@code all} was, evenly spread. */
    private long at(long i, long all) {
        return until.minus(YEARS.multipliedBy(all - i).dividedBy(Math.max(1, all)))
                .toEpochMilli();
    }

    static boolean fails(RunId run) {
        return run.value() % FAILS == 0;
    }

    private void file(HostedRepository repository, RunId run) {
        var tests = new ArrayList<TestResult>();
        for (int i = 0; i < Amounts.RESULTS_A_RUN; i++) {
            boolean failed = fails(run) && i == 3;
            tests.add(new TestResult(
                    repository.name().name(),
                    "page " + i + " can be edited",
                    failed ? TestResult.State.FAILED : TestResult.State.PASSED,
                    0.1 + (run.value() + i) % 7 * 0.05,
                    failed ? "expected 200, got 500" : "",
                    failed ? "GET /page\n500 Internal Server Error\n" : "GET /page\n200 OK\n"));
        }
        var report = new Report(
                Rungs.ofLevel(fails(run) ? 3 : 4),
                List.of(),
                tests,
                Map.of("web", "sha256:" + "%064x".formatted(run.value())),
                Map.of("debian:bookworm-slim", "debian@sha256:" + "cd".repeat(32)),
                List.of(),
                List.of());
        var events = IntStream.range(0, 40)
                .mapToObj(i ->
                        "{\"type\":\"log\",\"data\":{\"time\":\"2026-11-01T00:00:%02dZ\",\"source\":\"web\",\"stream\":\"out\",\"text\":\"GET /page/%d 200\"}}"
                                .formatted(i, i))
                .toList();
        files.write(run, report, events);
    }
}
