package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Repairer;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Stops an installation until it is started again. Its data stays, and track leaves it alone.",
        footer = {"", "Examples:", "  softservice stop team-wiki"})
final class StopCommand extends InstalledCommand {
    StopCommand(World world) {
        super(world);
    }

    @Override
    InstallState act(Installations installations, Optional<String> name) throws InterruptedException {
        return new Repairer(installations.site()).stop(name);
    }
}
