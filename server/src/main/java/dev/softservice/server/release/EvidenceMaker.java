package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.TestResult;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the evidence of a run. Equal arguments make equal bytes. */
public final class EvidenceMaker {
    private final GitReader reader;
    private final String runnerVersion;

    public EvidenceMaker(GitReader reader, String runnerVersion) {
        this.reader = reader;
        this.runnerVersion = runnerVersion;
    }

    /** What a run has shown, the images that are kept of it, and what it can't have shown. */
    record Shown(Run run, Report report, Map<String, KeptImage> kept, List<String> not) {}

    Evidence of(HostedRepository repository, Release release, Shown shown, Origin origin) {
        var run = shown.run();
        var report = shown.report();
        var configuration = reader.folder(repository.name(), release.commit().id(), "").stream()
                .flatMap(folder -> folder.entries().stream())
                .filter(entry -> entry.name().equals(Manifest.FILE_NAME))
                .map(entry -> new Evidence.Resource(
                        entry.name(), Map.of("gitBlob", entry.id().name())))
                .toList();
        var outcome = new Evidence.Outcome(
                Evidence.Result.PASSED,
                names(report, TestResult.State.PASSED),
                names(report, TestResult.State.SKIPPED, TestResult.State.FLAKY),
                names(report, TestResult.State.FAILED));
        return new Evidence(
                new Subject(release.commit().name(), release.tree().name()),
                configuration,
                outcome,
                new Evidence.Composition(uses(report), report.images(), report.bases(), shown.kept()),
                new Evidence.Run(
                        run.id().toString(),
                        new Evidence.Tools(runnerVersion, report.engine()),
                        release.rungs(),
                        run.startedAt().orElse(run.queuedAt()),
                        run.verdictAt().orElse(run.queuedAt())),
                Optional.of(origin),
                shown.not());
    }

    private static List<Evidence.Used> uses(Report report) {
        return report.uses().stream()
                .map(used -> new Evidence.Used(
                        used.path(), used.distro(), used.tag(), new Subject(used.commit(), used.tree())))
                .toList();
    }

    private static List<String> names(Report report, TestResult.State... states) {
        return report.tests().stream()
                .filter(test -> List.of(states).contains(test.state()))
                .map(test -> test.place() + ": " + test.name())
                .toList();
    }
}
