package dev.softservice.runner.docker;

import dev.softservice.runner.docker.Containers.Unstartable;
import dev.softservice.runner.docker.Gate.Latch;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Starts containers of one environment before their time, each with its process held at its very beginning, where the environment's place on the network has a {@link Gate}. Elsewhere
 * a container is started when its time has come.
 */
final class HeldStarts {
    /** Not more: those whose time has come are started meanwhile. */
    private static final int AT_ONCE = 2;

    private final DockerEnvironment environment;
    private final Map<String, Latch> closed = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);

    HeldStarts(DockerEnvironment environment) {
        this.environment = environment;
    }

    /** Makes a container that has to wait for others, and starts it where it can be held; gives its id. */
    String make(ContainerPlan container, String image) throws InterruptedException, Unstartable {
        var gate = environment.lodging().gate();
        var command = gate.isPresent() ? command(container, image) : Optional.<List<String>>empty();
        if (command.isEmpty()) return environment.make(container, image);
        var latch = gate.get().latch();
        var id = environment.make(container, image, Optional.of(new Held(latch, command.get())));
        places.acquire();
        try {
            environment.containers().start(container, id);
            closed.put(id, latch);
            return id;
        } catch (Unstartable | EngineException e) {
            // Its name is free again for whoever tries once more.
            environment.engine().removal().removeContainer(id);
            throw e;
        } finally {
            places.release();
        }
    }

    /** How a container is made that is to be held. */
    record Held(Latch latch, List<String> command) {}

    /** Its time has come. */
    void begin(ContainerPlan container, String id) throws InterruptedException, Unstartable {
        var latch = closed.remove(id);
        var gate = environment.lodging().gate();
        if (latch == null || gate.isEmpty()) environment.containers().start(container, id);
        else gate.get().open(latch);
    }

    /** What an engine would run, by its own rules of which the image's words yield to which of the plan's. Empty: it is for the engine to say what that comes to. */
    private Optional<List<String>> command(ContainerPlan container, String image) throws InterruptedException {
        var process = container.process();
        var config = environment.engine().dockerImages().config(image);
        if (config.isEmpty() || process.entrypoint().filter(List::isEmpty).isPresent() || process.command().filter(List::isEmpty).isPresent()) return Optional.empty();
        var command = new ArrayList<>(process.entrypoint().orElseGet(() -> list(config.get().getEntrypoint())));
        command.addAll(process.command().orElseGet(() -> process.entrypoint().isPresent() ? List.of() : list(config.get().getCmd())));
        return command.isEmpty() || command.getFirst().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(command));
    }

    private static List<String> list(String @Nullable [] words) {
        return words == null ? List.of() : List.of(words);
    }
}
