package dev.softservice.runner.engine;

import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Confinement;
import dev.softservice.runner.plan.ContainerPlan.Copy;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A container of a plan in the making: of the base image, small, on the one network of its environment. */
final class Member {
    static final String NETWORK = "default";
    private static final long MEMORY = 64L << 20;
    private static final long PIDS = 64;

    private final EnvironmentScope scope;
    private final String name;
    private final List<String> command;
    private final List<VolumeUse> volumes = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private final List<Integer> ready = new ArrayList<>();
    private final List<Publication> published = new ArrayList<>();
    private final List<String> networks = new ArrayList<>();
    private Optional<Health> health = Optional.empty();
    private long memory = MEMORY;
    private long pids = PIDS;

    Member(EnvironmentScope scope, String name, String... command) {
        this.scope = scope;
        this.name = name;
        this.command = List.of(command);
    }

    Member on(String volume, String target) {
        volumes.add(new VolumeUse(scope.nameOf(volume), target, false));
        return this;
    }

    Member given(String target, String content, int mode) {
        copies.add(new ContainerPlan.TextCopy(content, target, mode));
        return this;
    }

    Member listening(int port) {
        ready.add(port);
        return this;
    }

    /** On a free port of the loopback, by a network of that name that leads there. */
    Member publishing(int port, String way) {
        published.add(new Publication("127.0.0.1", 0, port, Protocol.TCP));
        if (!networks.contains(scope.nameOf(way))) networks.add(scope.nameOf(way));
        return this;
    }

    Member healthyBy(Duration budget, String... check) {
        health = Optional.of(new Health(
                List.of(check), false, Duration.ofMillis(200), Duration.ofSeconds(5), 50, Duration.ZERO, budget));
        return this;
    }

    Member within(long bytes, long processes) {
        memory = bytes;
        pids = processes;
        return this;
    }

    ContainerPlan planned() {
        return new ContainerPlan(
                name,
                scope.nameOf(name),
                new ImagePlan.Pulled(EngineSetup.BASE_IMAGE),
                new ContainerPlan.Process(
                        Optional.empty(),
                        Optional.of(command),
                        Map.of("GREETING", "hello"),
                        Optional.empty(),
                        Optional.empty(),
                        name,
                        true,
                        false,
                        Optional.empty(),
                        Duration.ofSeconds(1)),
                new ContainerPlan.Files(List.copyOf(volumes), List.copyOf(copies), List.of()),
                new Confinement(memory, 1, pids, 16L << 20, List.of(), Map.of()),
                new ContainerPlan.Connections(
                        Stream.concat(Stream.of(scope.nameOf(NETWORK)), networks.stream())
                                .toList(),
                        List.of(name),
                        Map.of(),
                        List.copyOf(ready),
                        List.copyOf(published)),
                Map.of(),
                health,
                ContainerPlan.Restart.NO,
                scope.labels("service"));
    }
}
