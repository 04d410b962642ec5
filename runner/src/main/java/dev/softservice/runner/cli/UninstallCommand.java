package dev.softservice.runner.cli;

import dev.softservice.runner.install.Uninstaller;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Removes an installation's containers, networks and images. Its data stays, so that installing it"
                + " again finds it.",
        footer = {
            "",
            "Examples:",
            "  softservice uninstall team-wiki",
            "  softservice uninstall team-wiki --data     the data too: gone for good"
        })
final class UninstallCommand implements Callable<Integer> {
    @Mixin
    private InstalledName installed = new InstalledName();

    @Option(names = "--data", description = "Remove the data, settings and pinned key as well.")
    private boolean data;

    @Option(names = "--yes", description = "With --data: do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    UninstallCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            if (data && !yes) ask(installations);
            installations.conversation().progress("removing");
            var removed = new Uninstaller(installations.site()).uninstall(installed.name(), data);
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.uninstalled(removed, data));
            else
                installations
                        .screen()
                        .line(removed + " is uninstalled"
                                + (data
                                        ? ", its data too"
                                        : "; its data is kept (softservice uninstall " + removed
                                                + " --data removes it)"));
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    /** Nothing brings it back. */
    private void ask(Installations installations) {
        var folder = installations.site().folders().existing(installed.name()).name();
        var question = "Remove " + folder + " with all its data, and the copies of it, for good?";
        if (!installations.conversation().agree(question))
            throw new BadInput(
                    "uninstall " + folder + " --data: removes all its data for good: add --yes if that is wanted");
    }
}
