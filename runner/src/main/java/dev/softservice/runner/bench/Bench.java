package dev.softservice.runner.bench;

import dev.softservice.runner.bench.Contender.Cycle;
import dev.softservice.runner.bench.Contender.Entry;
import dev.softservice.runner.bench.Contender.Stage;
import dev.softservice.runner.docker.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Lets all available contenders take turns: first one environment at a time, then several at once. */
public final class Bench {
    private static final List<Entry> ENTRIES = List.of(
            stage -> Optional.of(new ScriptContender(stage)),
            ComposeContender::enter,
            stage -> Optional.of(RunnerContender.prepared(stage)),
            stage -> Optional.of(RunnerContender.alone(stage)));

    private final Stage stage;
    private final Size size;
    private final Consumer<String> progress;
    private final AtomicInteger cycles = new AtomicInteger();

    /**
     * How much is measured.
     *
     * @param rounds environments of each contender, one at a time
     * @param atOnce how many environments at once, for each measurement
     * @param turn   how long each contender goes on at each of these
     */
    public record Size(int rounds, List<Integer> atOnce, Duration turn) {}

    /** @param folder an empty one, to put the distro into */
    public Bench(DockerEngine engine, Path folder, Size size, Consumer<String> progress) throws Exception {
        var hub = "bench-" + ProcessHandle.current().pid();
        progress.accept("making sure of the image");
        this.stage = new Stage(engine, folder, BenchDistro.set(folder, engine, hub), hub);
        this.size = size;
        this.progress = progress;
    }

    public BenchResult run() throws Exception {
        var contenders = new ArrayList<Contender>();
        try {
            for (var entry : ENTRIES) entry.enter(stage).ifPresent(contenders::add);
            for (var entry : ServiceLoader.load(Entry.class)) entry.enter(stage).ifPresent(contenders::add);
            var before = MachineLoad.average();
            var alone = alone(contenders);
            var together = together(contenders);
            return new BenchResult(
                    new BenchResult.Engine(
                            stage.engine().describe(), stage.engine().runtime()),
                    size,
                    alone,
                    together,
                    roads(contenders),
                    List.of(before, MachineLoad.average()));
        } finally {
            contenders.forEach(Contender::close);
            stage.engine().sweep(stage.hub(), Set::of);
        }
    }

    private static Map<String, Roads> roads(List<Contender> contenders) {
        var roads = new LinkedHashMap<String, Roads>();
        contenders.forEach(contender -> roads.put(contender.name(), contender.roads()));
        return roads;
    }

    /** Round by round, so that whatever else the machine does meets all of them. */
    private Map<String, List<Cycle>> alone(List<Contender> contenders) throws Exception {
        var measured = new LinkedHashMap<String, List<Cycle>>();
        // The first round warms up and does not count.
        for (int round = 0; round <= size.rounds(); round++) {
            for (var contender : contenders) {
                progress.accept("round " + round + "/" + size.rounds() + ": " + contender.name());
                var cycle = contender.cycle(id());
                if (round > 0)
                    measured.computeIfAbsent(contender.name(), _ -> new ArrayList<>())
                            .add(cycle);
            }
        }
        return measured;
    }

    private List<BenchResult.Together> together(List<Contender> contenders) throws Exception {
        var measured = new ArrayList<BenchResult.Together>();
        for (int atOnce : size.atOnce()) {
            for (var contender : contenders) {
                progress.accept(atOnce + " at once: " + contender.name());
                measured.add(together(contender, atOnce));
            }
        }
        return measured;
    }

    /** Goes on for the turn's time, and ends what has begun by then. */
    private BenchResult.Together together(Contender contender, int atOnce) throws Exception {
        // Whatever is kept from one environment to the next is there for all of them when the clock starts.
        if (atOnce > 1) all(atOnce, () -> contender.cycle(id()));
        var cpu = MachineLoad.cpuSeconds();
        long begin = System.nanoTime();
        long end = begin + size.turn().toNanos();
        var done = new AtomicInteger();
        all(atOnce, () -> {
            do {
                contender.cycle(id());
                done.incrementAndGet();
            } while (System.nanoTime() < end);
            return null;
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        var worked = cpu.isPresent()
                ? OptionalDouble.of((MachineLoad.cpuSeconds().orElseThrow() - cpu.getAsDouble()) / done.get())
                : OptionalDouble.empty();
        return new BenchResult.Together(contender.name(), atOnce, done.get() * 60 / seconds, worked);
    }

    private static void all(int times, Callable<?> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<?>>();
            for (int i = 0; i < times; i++) futures.add(threads.submit(work));
            try {
                for (var future : futures) future.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private String id() {
        return stage.hub() + "-" + cycles.incrementAndGet();
    }
}
