package dev.softservice.runner.climb;

import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.acceptance.Promises;
import dev.softservice.runner.acceptance.Watch;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.ResolvedDistro;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Climbs the verification ladder, rung by rung, and keeps what was found on the way. */
final class Climb implements AutoCloseable {
    private final Engine engine;
    private final RunRequest request;
    private final Telling telling;
    private final RunLog log;
    private final Findings findings;
    private final Plans plans;
    private final Builds builds;
    private final RunEnvironments standing;
    private final long begun = System.nanoTime();

    Climb(Engine engine, Composer composer, RunRequest request, Telling telling, RunLog log) {
        this.engine = engine;
        this.request = request;
        this.telling = telling;
        this.log = log;
        this.findings = new Findings(telling, log);
        this.plans = new Plans(composer, request, log);
        this.builds = new Builds(engine, request, log);
        this.standing = new RunEnvironments(engine, request.domain());
    }

    /** What has been found so far; safe while the climb goes on. */
    Report report() {
        return findings.report();
    }

    /** The rung that was under way does not hold. */
    void broke(Rung rung) {
        findings.broke(rung);
    }

    /** Why a rung did not hold; empty: all that were asked for did. A broken platform is an {@link dev.softservice.runner.engine.EngineException}. */
    List<String> run() throws InterruptedException {
        findings.begin(StepName.READ);
        var reading = request.source().reading();
        findings.problems(reading.problems());
        if (reading.manifest().isEmpty())
            return reading.errors().stream().map(Problem::toString).toList();
        findings.stepHeld();
        findings.begin(StepName.PLAN);
        return switch (plans.candidate(reading.manifest().get())) {
            case Composer.Refused refused -> refused.reasons();
            case Composer.Whole whole -> {
                findings.uses(whole.resolved());
                yield switch (plans.plan(whole.distro(), request.parameters())) {
                    case Outcome.Broke<Plans.Made> refused -> refused.reasons();
                    case Outcome.Held<Plans.Made> planned -> climb(whole.distro(), planned.value());
                };
            }
        };
    }

    private List<String> climb(ResolvedDistro distro, Plans.Made made) throws InterruptedException {
        var plan = made.plan();
        findings.note(plan.notes());
        findings.note(plans.unnoticed(distro, made).stream()
                .map(name -> "no service takes notice of the parameter " + name + ": its value changes nothing")
                .toList());
        findings.held(Rung.VALID, services(plan));
        if (request.level() < StepName.BUILD.level()) return List.of();

        if (request.level() >= StepName.PROVISION.level()) standing.first(plan);
        findings.begin(StepName.BUILD);
        log.say(engine.describe());
        findings.on(engine.architecture(), engine.product());
        switch (builds.build(plan)) {
            case Outcome.Broke<BuildImages.Made> broke -> {
                return broke.reasons();
            }
            case Outcome.Held<BuildImages.Made> built -> {
                findings.made(built.value());
                findings.note(unmounted(plan, built.value()));
            }
        }
        findings.held(Rung.BUILDS, services(plan));
        if (request.level() < StepName.PROVISION.level()) return List.of();

        findings.begin(StepName.PROVISION);
        var environment = standing.present();
        if (Provision.run(environment, log) instanceof Outcome.Broke<Environment> broke) return broke.reasons();
        var broken = Promises.broken(environment, plan.promises());
        if (!broken.isEmpty()) return broken;
        findings.held(Rung.PROVISIONS, services(plan));
        if (request.level() < StepName.ACCEPT.level()) return List.of();

        findings.begin(StepName.ACCEPT);
        var own = environment.ownFiles();
        long begin = System.nanoTime();
        var accept = new Accept(environment, log, log.beside().in(plan.environment()), findings::tested);
        var accepted = accept.run(plan.suites());
        findings.note(accept.notes());
        findings.note(accept.excused());
        var tally = new Tally();
        var watch = new Watch(environment, note -> findings.note(List.of(note)));
        switch (accepted) {
            case Outcome.Broke<Integer> broke -> {
                if (accept.incidents().isEmpty() || !accept.failures().isEmpty() || watch.isDown())
                    return broke.reasons();
                // All tests passed: the closer look is what else there is to say.
                return Stream.concat(broke.reasons().stream(), watch.late().stream())
                        .distinct()
                        .toList();
            }
            case Outcome.Held<Integer> held -> tally.tests(held.value());
        }
        var after = new LookAfterwards(environment, watch);
        after.look();
        if (!after.incidents().isEmpty()) return after.incidents();
        var testing = Duration.ofNanos(System.nanoTime() - begin);
        var strays = Stray.between(own, after.ownFiles());
        findings.note(strays.stream().map(Stray::sentence).toList());
        findings.held(Rung.ACCEPTED, tally.checked());
        telling.accepted(new Verdict.Passed(report()));
        var left = request.limits().total().minusNanos(System.nanoTime() - begun);
        var deeper = new DeeperPlans(request, plans, builds, findings);
        return new DeeperRungs(request, log, findings, deeper, standing)
                .climb(distro, made, new Resilience.Time(testing, left), strays);
    }

    /** Where images want volumes and nothing of the distro is: what is written there goes with the container. */
    private static List<String> unmounted(Plan plan, BuildImages.Made made) {
        return plan.environment().containers().stream()
                .flatMap(container ->
                        container.unmounted(made.volumes().getOrDefault(container.name(), Set.of())).stream()
                                .map(folder -> "the image of " + container.name() + " declares the volume " + folder
                                        + ", and nothing is mounted there or above it: what is written there is lost at"
                                        + " every upgrade"))
                .toList();
    }

    private static RungOutcome.Checked services(Plan plan) {
        var tally = new Tally();
        tally.services(plan.environment().containers().size());
        return tally.checked();
    }

    /** Asked where something took too long: an engine that hangs is no fault of the distro. */
    void requireEngine() {
        if (telling.step().level() >= StepName.BUILD.level()) engine.describe();
    }

    /** Asked where time was over: what a limit that ends nothing kept from going on. */
    List<String> held() {
        try {
            return standing.held();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public void close() {
        standing.close();
    }
}
