package dev.softservice.server.pull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.RunId;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Test programs that run fewer tests than they did for stable: under the same command a program of the repository may check less, and no manifest shows that. */
public final class SmallerSuites {
    private static final int KEPT = 20_000;

    private final Runs runs;
    private final Releases releases;
    private final GitStore git;
    private final ManifestReader manifests = new ManifestReader();
    /** How many tests really ran, by the suite that a report names; a finished run's report does not change. */
    private final Cache<RunId, Map<String, Integer>> counts =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** What came of it. */
    private final Cache<Compared, List<String>> smaller =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private record Compared(RunId run, long stable) {}

    public SmallerSuites(Runs runs, Releases releases, GitStore git) {
        this.runs = runs;
        this.releases = releases;
        this.git = git;
    }

    /** One sentence for each, without a capital and subject, by run; {@code passed}: runs that have passed. */
    Map<RunId, List<String>> of(HostedRepository repository, List<Run> passed) {
        if (passed.isEmpty()) return Map.of();
        var stable = releases.stable(repository);
        if (stable.isEmpty()) return Map.of();
        return passed.stream()
                .collect(Collectors.toMap(
                        Run::id,
                        run -> Objects.requireNonNull(smaller.get(
                                new Compared(run.id(), stable.get().id()),
                                _ -> compare(repository, run, stable.get())))));
    }

    private List<String> compare(HostedRepository repository, Run run, Release stable) {
        var programs = programs(repository, run).toList();
        if (programs.isEmpty()) return List.of();
        var before = counts.get(stable.run(), id -> counted(runs.report(id)));
        var now = counts.get(run.id(), _ -> counted(runs.reported(run)));
        return programs.stream()
                .filter(name -> count(now, name) < count(before, name))
                .map(name -> "runs fewer tests in \"" + name + "\": " + count(now, name) + ", where " + stable.tag()
                        + " ran " + count(before, name))
                .toList();
    }

    /** The names of tests that hand reports in; one that is taken away is told of by the manifests. */
    private Stream<String> programs(HostedRepository repository, Run run) {
        return manifests.read(git.files(repository.name(), run.commit().id())).manifest().map(Manifest::tests).stream()
                .flatMap(List::stream)
                .filter(test -> test instanceof AcceptanceTest.Run program
                        && program.results().isPresent())
                .map(AcceptanceTest::name);
    }

    private static Map<String, Integer> counted(Report report) {
        var counted = new TreeMap<String, Integer>();
        report.tests().stream()
                .filter(test -> test.state() != State.SKIPPED && test.moment().equals(Moment.ACCEPTANCE))
                .map(TestResult::suite)
                .forEach(suite -> counted.merge(suite, 1, Integer::sum));
        return counted;
    }

    /** A report's own suites stand behind the name of the test that handed it in. */
    private static int count(Map<String, Integer> counts, String name) {
        return counts.entrySet().stream()
                .filter(suite -> suite.getKey().equals(name) || suite.getKey().startsWith(name + " / "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
