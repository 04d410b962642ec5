package dev.softservice.runner.cli;

import dev.softservice.runner.model.LogLine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Shows what an installation's services print.",
        footer = {"", "Examples:", "  softservice logs team-wiki", "  softservice logs -f --tail 20"})
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private InstalledName installed = new InstalledName();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until interrupted.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many of the last lines of each service. Default: ${DEFAULT-VALUE}.")
    private int tail = 200;

    @Option(names = "--json", description = "Print each line as a JSON object of its own.")
    private boolean json;

    private final World world;

    LogsCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (tail < 0 || tail > 100_000) throw new BadInput("--tail " + tail + ": 0 to 100000");
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world)) {
            var folder = installations.site().folders().existing(installed.name());
            var screen = installations.screen();
            installations.machine().logs(folder.name(), tail, follow, line -> print(screen, line, json));
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    private static void print(Screen screen, LogLine line, boolean json) {
        if (json) {
            screen.raw(OutcomeJson.line(line));
            return;
        }
        screen.line(line.source() + (line.stream() == LogLine.Stream.ERR ? " err" : " out") + " │ " + line.text());
    }
}
