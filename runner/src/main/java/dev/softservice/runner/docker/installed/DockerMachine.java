package dev.softservice.runner.docker.installed;

import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.docker.image.DockerImages;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.output.Lines;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The Docker engine, as installations use it. */
public final class DockerMachine implements Machine {

    private static final Duration LONGEST_CHECK = Duration.ofMinutes(10);

    private final Engine engine;
    private final DockerInstallations installations;
    private final DockerImages images;
    private final DockerSavedData saved;
    private final DockerShelf shelf;

    public DockerMachine(Engine engine, DockerInstallations installations, DockerImages images, DockerSavedData saved) {
        this.shelf = new DockerShelf(installations.link(), images);
        this.engine = engine;
        this.installations = installations;
        this.images = images;
        this.saved = saved;
    }

    @Override
    public Arrival prepare(Plan plan, Consumer<Progress> progress) throws InterruptedException {
        var scope = plan.environment().scope();
        for (var container : plan.environment().containers()) {
            progress.accept(new Progress.Doing("image of " + container.name()));
            var provided = engine.images()
                    .provide(
                            container.image(),
                            Limits.DEFAULT,
                            "build:" + container.name(),
                            scope.labels("build"),
                            new ProgressOnly(progress));
            // It was made where the release was tested, so what fails here is this machine, its disk or its network.
            if (provided instanceof Images.Broken broken)
                return new Hindered(
                        "the image of " + container.name() + " can't be made: " + broken.reason(), broken.tail());
        }
        return new Arrived();
    }

    @Override
    public Optional<String> clash(Plan plan) throws InterruptedException {
        return installations.clash(plan.environment());
    }

    @Override
    public Optional<String> takenPort(Plan plan) throws InterruptedException {
        return installations.takenPort(plan.environment());
    }

    @Override
    public Optional<Architecture> architecture() {
        return engine.architecture();
    }

    @Override
    public Map<String, Optional<String>> bases(Plan plan) throws InterruptedException {
        var bases = new TreeMap<String, Optional<String>>();
        for (var container : plan.environment().containers()) {
            if (container.image() instanceof ImagePlan.Built built) bases.putAll(images.bases(built));
        }
        return bases;
    }

    @Override
    public Arrival bringUp(Plan plan, Consumer<Progress> progress) throws InterruptedException {
        var prepared = prepare(plan, progress);
        if (!(prepared instanceof Arrived)) return prepared;
        try (var environment = engine.create(plan.environment())) {
            progress.accept(new Progress.Doing("starting "
                    + String.join(
                            ", ",
                            plan.environment().containers().stream()
                                    .map(ContainerPlan::name)
                                    .toList())));
            if (environment.up(new ProgressOnly(progress)) instanceof Environment.Unhealthy unhealthy) {
                return new Stranded(unhealthy.reason(), unhealthy.tail());
            }
            progress.accept(new Progress.Doing("checking"));
            return look(environment, plan.live());
        } catch (DockerException refused) {
            // Whatever an engine says no to here, it has said yes to elsewhere.
            throw new EngineException(
                    "the container engine could not bring it up: " + DockerCalls.reason(refused), refused);
        }
    }

    @Override
    public Tried tryOut(Plan plan, Map<String, Archive> volumes, Consumer<Progress> progress)
            throws InterruptedException {
        var scope = plan.environment().scope();
        if (scope instanceof EnvironmentScope.Run run) clearTrials(run.hub());
        switch (prepare(plan, progress)) {
            case Arrived _ -> {}
            case Stranded stranded -> {
                return new Fell(stranded.reason());
            }
            case Hindered hindered -> throw new EngineException(hindered.reason());
        }
        try (var environment = engine.create(plan.environment())) {
            for (var volume : volumes.entrySet()) {
                progress.accept(new Progress.Doing("filling " + volume.getKey()));
                try (var archive = volume.getValue().open()) {
                    saved.write(scope, volume.getKey(), archive);
                } catch (IOException unreadable) {
                    throw new EngineException("the backup can't be read: " + unreadable.getMessage());
                }
            }
            progress.accept(new Progress.Doing("bringing it up"));
            if (environment.up(new ProgressOnly(progress)) instanceof Environment.Unhealthy unhealthy)
                return new Fell(unhealthy.reason());
            if (look(environment, plan) instanceof Stranded stranded) return new Fell(stranded.reason());
            var checks = new ArrayList<String>();
            for (var data : plan.data()) {
                if (data.check().isEmpty()) continue;
                var hook = data.check().get();
                var executed = environment.exec(hook.container(), hook.command(), LONGEST_CHECK);
                boolean held = executed.exit().filter(code -> code == 0).isPresent();
                checks.add("data.check of " + data.title()
                        + (held
                                ? " holds"
                                : " does not hold, as where what its data.seed" + " makes has never been made"));
            }
            return new Held(List.copyOf(checks));
        }
    }

    @Override
    public void clearTrials(String hub) throws InterruptedException {
        engine.sweep(hub, Set::of);
    }

    private static Arrival look(Environment environment, Plan plan) throws InterruptedException {
        var looking =
                plan.suites().stream().filter(suite -> !suite.tests().isEmpty()).toList();
        var fallen = looking.isEmpty()
                ? environment.fallen().stream()
                        .filter(incident -> !incident.excused())
                        .toList()
                : List.<Environment.Incident>of();
        if (!fallen.isEmpty()) return new Stranded(fallen.getFirst().sentence(), List.of());
        if (looking.isEmpty()) return new Arrived();
        return switch (new Accept(environment, Narrator.SILENT, _ -> {}).run(looking)) {
            case Outcome.Held<Integer> _ -> new Arrived();
            case Outcome.Broke<Integer> broke -> new Stranded(broke.reasons().getFirst(), List.of());
        };
    }

    @Override
    public void remove(String name, boolean data) throws InterruptedException {
        installations.remove(name, data);
    }

    @Override
    public void removeImages(String name) throws InterruptedException {
        installations.removeImages(name);
    }

    @Override
    public Inventory inventory(String name) throws InterruptedException {
        var containers = installations.members(name).stream()
                .map(member ->
                        new Container(member.service(), state(member.state()), health(member.status()), member.since()))
                .toList();
        return new Inventory(containers, saved.volumes(name).size());
    }

    @Override
    public SavedData saved() {
        return saved;
    }

    @Override
    public Shelf images() {
        return shelf;
    }

    /** The last {@code tail} lines of each container; with {@code follow} it goes on until interrupted. */
    public void logs(String name, int tail, boolean follow, Consumer<LogLine> lines) throws InterruptedException {
        var cut = new Lines(lines);
        try {
            installations.logs(name, tail, follow, cut);
        } catch (InterruptedException interrupted) {
            throw cut.failure().orElseThrow(() -> interrupted);
        }
        Thread.interrupted();
        if (cut.failure().isPresent()) throw cut.failure().get();
    }

    private static State state(String said) {
        return Arrays.stream(State.values())
                .filter(state -> state.word().equals(said))
                .findFirst()
                .orElse(State.UNKNOWN);
    }

    private static Health health(String status) {
        return EngineWords.health(status)
                .map(health -> switch (health) {
                    case HEALTHY -> Health.HEALTHY;
                    case UNHEALTHY -> Health.UNHEALTHY;
                    case STARTING -> Health.STARTING;
                })
                .orElse(Health.NONE);
    }

    /** Passes on what is under way and lets the output go: it is in the log. */
    private record ProgressOnly(Consumer<Progress> to) implements Narrator {
        @Override
        public void output(String source, LogLine.Stream stream, byte[] chunk) {}

        @Override
        public void progress(Progress what) {
            to.accept(what);
        }
    }
}
