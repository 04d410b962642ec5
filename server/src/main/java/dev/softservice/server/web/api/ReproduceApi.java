package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Use;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What it takes to make a run again on another machine: what it was made of, and the trees themselves. */
public final class ReproduceApi {
    /** {@code step}: the one that failed, empty where none did; {@code unreleased}: it was tried with a change that has no release. */
    record Reproduction(
            long run,
            String repo,
            String verdict,
            String reason,
            String step,
            String commit,
            String tree,
            List<Used> uses,
            Map<String, String> images,
            Map<String, String> bases,
            Optional<StableShape> stable,
            List<String> failed,
            String architecture,
            String engine,
            boolean unreleased) {}

    record Used(String path, String distro, String tag, String commit, String tree) {}

    /** The release that it was upgraded from and compared with. */
    record StableShape(String tag, String commit, String tree, List<Used> uses) {}

    private final Repositories repositories;
    private final Runs runs;
    private final Comparing comparing;
    private final GitStore git;

    public ReproduceApi(Repositories repositories, Runs runs, Comparing comparing, GitStore git) {
        this.repositories = repositories;
        this.runs = runs;
        this.comparing = comparing;
        this.git = git;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/runs/{id}/reproduction", ANONYMOUS, call -> Reply.json(shape(run(call)))),
                Route.api(GET, "/api/v1/runs/{id}/trees/{tree}", ANONYMOUS, this::tree));
    }

    private Run run(Call call) {
        return runs.require(call.run());
    }

    private Reproduction shape(Run run) {
        var report = runs.report(run.id());
        return new Reproduction(
                run.id().value(),
                repositories.byId(run.repository()).name().toString(),
                run.verdict().map(Constants::word).orElse(""),
                run.reason(),
                failedStep(run),
                run.commit().name(),
                run.tree().name(),
                used(runs.uses(run)),
                report.images(),
                report.bases(),
                comparing.stable(run).map(this::stable),
                report.tests().stream()
                        .filter(test -> test.state() == TestResult.State.FAILED)
                        .map(TestResult::name)
                        .distinct()
                        .toList(),
                report.architecture(),
                report.engine(),
                runs.trial(run).filter(trial -> trial.with()).isPresent());
    }

    private static String failedStep(Run run) {
        return run.steps().stream()
                .filter(step -> step.state() == StepState.FAILED)
                .map(step -> Constants.word(step.name()))
                .reduce("", (_, last) -> last);
    }

    private StableShape stable(Release release) {
        return new StableShape(
                release.tag(), release.commit().name(), release.tree().name(), used(comparing.uses(release)));
    }

    private static List<Used> used(List<Use> uses) {
        return uses.stream()
                .map(use -> new Used(
                        use.used().path(),
                        use.distro(),
                        use.used().tag(),
                        use.used().commit(),
                        use.used().tree()))
                .toList();
    }

    /** Only the two that the run was made from: whoever may see the run may see those. */
    private Reply tree(Call call) {
        var run = run(call);
        var asked = Sha.read(call.path("tree"))
                .filter(tree -> tree.equals(run.tree())
                        || comparing
                                .stable(run)
                                .filter(stable -> stable.tree().equals(tree))
                                .isPresent())
                .orElseThrow(
                        () -> Refusal.notFound("run " + run.id() + " was not made from a tree " + call.path("tree")));
        var pack = git.pack(repositories.byId(run.repository()).name(), asked.id())
                .orElseThrow(() -> Refusal.notFound("run " + run.id() + " is too old: its tree " + asked.name()
                        + " is not kept any more; run it again, and reproduce that one"));
        return Reply.stream("application/octet-stream", pack::write)
                .with("Content-Disposition", "attachment; filename=\"tree-" + asked.name() + ".pack\"");
    }
}
