package dev.softservice.runner.cli;

import dev.softservice.runner.install.Reverter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revert",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Goes back to a copy of the data from before an upgrade, and to the release that belongs to it.",
            "Data that was written since then is no longer used, and is kept as a copy."
        },
        footer = {
            "",
            "Examples:",
            "  softservice revert team-wiki",
            "  softservice revert team-wiki 2.3.0",
            "",
            "softservice status shows the copies. The release that is left is not taken again by itself."
        })
final class RevertCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The installation.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "The release to go back to, or the id of a copy. Default: the newest copy.")
    private Optional<String> version = Optional.empty();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    RevertCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var state = new Reverter(installations.site()).revert(Optional.of(name), new Reverter.Wish(version, yes));
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.state("revert", state));
            else
                installations
                        .screen()
                        .line(state.name() + " " + state.current().orElseThrow().version()
                                + " runs, with its data from before");
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }
}
