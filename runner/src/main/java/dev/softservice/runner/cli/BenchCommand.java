package dev.softservice.runner.cli;

import dev.softservice.runner.bench.Bench;
import dev.softservice.runner.bench.BenchResult;
import dev.softservice.runner.bench.Contender.Cycle;
import dev.softservice.runner.install.Folders;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Measures what an environment costs on this machine: redis, nginx that waits for it, and curl that asks"
                    + " nginx.",
            "A sequential docker-java script, Docker Compose where it is installed, and this runner take turns, also"
                    + " from the push to a hub to the verdict."
        },
        footer = {
            "",
            "Examples:",
            "  softservice bench",
            "  softservice bench --rounds 3 --at-once 1,4 --turn 10",
            "",
            "CPU seconds are those of the whole machine while a contender works, of every program: measure on a quiet"
                    + " one."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 32;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "How many environments at once, for each measurement.")
    private List<Integer> atOnce = List.of();

    @Option(names = "--json", description = "Print one JSON document, and nothing else.")
    private boolean json;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Environments of each contender, one at a time.")
    private int rounds;

    @Option(
            names = "--turn",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long each contender goes on at each number of environments at once.")
    private int turn;

    private final World world;

    BenchCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || rounds > 1_000) throw new BadInput("--rounds " + rounds + ": 1 to 1000");
        if (turn < 1 || turn > 3_600) throw new BadInput("--turn " + turn + ": 1 to 3600 seconds");
        for (int number : atOnce)
            if (number < 1 || number > MOST_AT_ONCE)
                throw new BadInput("--at-once " + number + ": 1 to " + MOST_AT_ONCE);
        var screen = Screen.of(world);
        var folder = Files.createTempDirectory("softservice-bench-");
        try (var interruption = Interruption.ofThisThread();
                var engine = world.engines().get()) {
            var result = new Bench(
                            engine,
                            folder,
                            new Bench.Size(rounds, List.copyOf(atOnce), Duration.ofSeconds(turn)),
                            step -> {
                                if (!json) screen.status(step);
                            })
                    .run();
            if (!json) screen.status("");
            screen.raw(json ? document(result) : result.text());
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        } finally {
            Folders.delete(folder);
        }
    }

    private static String document(BenchResult result) {
        var document = JsonReport.JSON
                .createObjectNode()
                .put("format", "softservice-bench/v1")
                .put("engine", result.engine().description())
                .put("runtime", result.engine().runtime())
                .put("rounds", result.size().rounds());
        var alone = document.putArray("alone");
        result.alone()
                .keySet()
                .forEach(name -> alone.addObject()
                        .put("name", name)
                        .put("verdictMillis", result.median(name, Cycle::verdict))
                        .put("wholeMillis", result.median(name, Cycle::whole))
                        .put("ratio", result.ratio(name)));
        var together = document.putArray("together");
        for (var one : result.together()) {
            var node = together.addObject()
                    .put("name", one.name())
                    .put("atOnce", one.atOnce())
                    .put("perMinute", one.perMinute());
            one.cpuSeconds()
                    .ifPresentOrElse(seconds -> node.put("cpuSeconds", seconds), () -> node.putNull("cpuSeconds"));
        }
        var roads = document.putObject("roads");
        result.roads().forEach((name, ways) -> {
            var counts = roads.putObject(name);
            ways.networks()
                    .forEach((network, times) -> counts.put(network.name().toLowerCase(Locale.ROOT), times));
        });
        return JsonReport.text(document);
    }
}
