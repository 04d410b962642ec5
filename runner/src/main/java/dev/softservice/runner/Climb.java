package dev.softservice.runner;

import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.Problem;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.plan.Scope;
import dev.softservice.runner.step.Accept;
import dev.softservice.runner.step.BuildImages;
import dev.softservice.runner.step.Outcome;
import dev.softservice.runner.step.Provision;
import dev.softservice.runner.step.Read;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Climbs the verification ladder, rung by rung, and keeps what was found on the way. */
final class Climb implements AutoCloseable {
    /** What a climb works with. */
    record Tools(Engine engine, Composer composer) {}

    private final Engine engine;
    private final Composer composer;
    private final RunRequest request;
    private final Telling telling;
    private final RunLog log;
    private final List<TestResult> tests = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<Problem> problems = List.of();
    private Map<String, String> images = Map.of();
    private List<Composition.Used> uses = List.of();
    private Optional<Environment> environment = Optional.empty();
    private int level;
    private boolean closed;

    Climb(Tools tools, RunRequest request, Telling telling, RunLog log) {
        this.engine = tools.engine();
        this.composer = tools.composer();
        this.request = request;
        this.telling = telling;
        this.log = log;
    }

    /** What has been found so far; safe while the climb goes on. */
    synchronized Report report() {
        return new Report(level, List.copyOf(problems), List.copyOf(tests), Map.copyOf(images), uses, notes.stream().map(log::masked).toList());
    }

    /** Why a rung did not hold; empty: all that were asked for did. A broken platform is an {@link EngineException}. */
    List<String> run() throws InterruptedException {
        telling.begin(StepName.READ);
        var reading = Read.manifest(request.source());
        synchronized (this) {
            problems = reading.problems();
        }
        if (reading.manifest().isEmpty()) return reading.errors().stream().map(Problem::toString).toList();
        var manifest = reading.manifest().get();
        reached(0);
        telling.begin(StepName.PLAN);
        return switch (composed(manifest)) {
            case Composer.Refused refused -> refused.reasons();
            case Composer.Whole whole -> {
                resolved(whole.resolved());
                yield switch (plan(whole.distro())) {
                    case Planning.Refused refused -> refused.reasons();
                    case Planning.Planned planned -> climb(planned.plan());
                };
            }
        };
    }

    private Composer.Composed composed(Manifest manifest) {
        try {
            return composer.compose(manifest, request.source());
        } catch (IOException e) {
            throw new EngineException(e.getMessage(), e);
        }
    }

    private Planning plan(ResolvedDistro distro) {
        var values = ParameterValues.resolve(distro.manifest().parameters(), request.parameters(), Secrets::generate);
        var scope = new Scope.Run(request.hub(), request.id(), request.keep());
        var planning = Planner.plan(distro, values, scope, request.limits(), (_, _) -> Secrets.generate());
        log.mask(planning instanceof Planning.Planned planned ? planned.plan().secrets() : values.secrets());
        return planning;
    }

    private List<String> climb(Plan plan) throws InterruptedException {
        note(plan.notes());
        reached(StepName.PLAN.level());
        if (request.level() < StepName.BUILD.level()) return List.of();

        // Opening has no side effect; what an environment needs no image for can be got ready meanwhile.
        if (request.level() >= StepName.PROVISION.level()) open(plan).prepare(testContainers(plan), request.domain());
        telling.begin(StepName.BUILD);
        log.say(engine.describe());
        if (build(plan) instanceof Outcome.Broke<Map<String, String>> broke) return broke.reasons();
        reached(StepName.BUILD.level());
        if (request.level() < StepName.PROVISION.level()) return List.of();

        telling.begin(StepName.PROVISION);
        var made = opened();
        if (Provision.run(made, log) instanceof Outcome.Broke<Environment> broke) return broke.reasons();
        reached(StepName.PROVISION.level());
        if (request.level() < StepName.ACCEPT.level()) return List.of();

        telling.begin(StepName.ACCEPT);
        var accept = new Accept(made, log, this::tested);
        var accepted = accept.run(plan.suites());
        note(accept.notes());
        if (accepted instanceof Outcome.Broke<Integer> broke) return broke.reasons();
        reached(StepName.ACCEPT.level());
        telling.accepted(new Verdict.Passed(report()));
        return List.of();
    }

    private static List<PlannedTest.Run> testContainers(Plan plan) {
        return plan.suites().stream().flatMap(suite -> suite.tests().stream()).filter(PlannedTest.Run.class::isInstance).map(PlannedTest.Run.class::cast).toList();
    }

    private synchronized Environment opened() {
        return environment.orElseThrow();
    }

    private synchronized Environment open(Plan plan) throws InterruptedException {
        // Somebody gave up waiting for this climb: nothing may come into being that nobody would remove.
        if (closed) throw new InterruptedException("the run is over");
        var made = engine.create(plan.environment());
        environment = Optional.of(made);
        return made;
    }

    /** All builds together have a limit of their own. */
    private Outcome<Map<String, String>> build(Plan plan) throws InterruptedException {
        var task = new FutureTask<>(() -> new BuildImages(engine.images(), log).run(plan));
        var worker = Thread.ofVirtual().name("build " + request.id()).start(task);
        try {
            var built = task.get(request.limits().build().toMillis(), TimeUnit.MILLISECONDS);
            if (built instanceof Outcome.Held<Map<String, String>> held) {
                synchronized (this) {
                    images = held.value();
                }
            }
            return built;
        } catch (TimeoutException _) {
            worker.interrupt();
            requireEngine();
            return new Outcome.Broke<>(List.of("building met its time limit of " + RunSession.text(request.limits().build())));
        } catch (InterruptedException e) {
            worker.interrupt();
            worker.join(Duration.ofSeconds(5));
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new EngineException("building failed: " + e.getMessage(), e);
            }
        }
    }

    /** Asked where something took too long: an engine that hangs is no fault of the distro. */
    void requireEngine() {
        if (telling.step().level() >= StepName.BUILD.level()) engine.describe();
    }

    private void tested(TestResult result) {
        var shown = new TestResult(line(result.suite()), line(result.name()), result.state(), result.seconds(), line(result.message()),
                Sanitizer.cleanLines(log.masked(result.output())), result.moment(), Sanitizer.cleanLines(log.masked(result.retry())));
        synchronized (this) {
            tests.add(shown);
        }
        telling.test(shown);
    }

    private String line(String text) {
        return Sanitizer.clean(log.masked(text.replaceAll("\\R", " ")));
    }

    private synchronized void resolved(List<Composition.Used> found) {
        uses = found;
    }

    private synchronized void note(List<String> more) {
        notes.addAll(more);
    }

    private void reached(int rung) {
        synchronized (this) {
            level = rung;
        }
        telling.end(StepState.PASSED);
    }

    @Override
    public synchronized void close() {
        closed = true;
        environment.ifPresent(Environment::close);
    }
}
