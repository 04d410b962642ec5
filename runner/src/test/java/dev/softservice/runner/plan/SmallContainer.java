package dev.softservice.runner.plan;

import dev.softservice.runner.plan.ContainerPlan.Confinement;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.ContainerPlan.Files;
import dev.softservice.runner.plan.ContainerPlan.Process;
import dev.softservice.runner.plan.ContainerPlan.Restart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A planned container of which a test needs no more than that there is one: small, of an image that says everything. */
public final class SmallContainer {
    private SmallContainer() {}

    public static ContainerPlan of(String name) {
        return of(name, Restart.NO);
    }

    public static ContainerPlan of(String name, Restart restart) {
        return new ContainerPlan(
                name,
                "ss-1-" + name,
                new ImagePlan.Pulled("debian"),
                new Process(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        name,
                        true,
                        false,
                        Optional.empty(),
                        Duration.ofSeconds(1)),
                Files.NONE,
                new Confinement(64 << 20, 1, 10, 0, List.of(), Map.of()),
                new Connections(List.of("n"), List.of(name), Map.of(), List.of(), List.of()),
                Map.of(),
                Optional.empty(),
                restart,
                Map.of());
    }
}
