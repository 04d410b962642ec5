package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Repairer;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Starts an installation that was stopped.",
        footer = {"", "Examples:", "  softservice start team-wiki"})
final class StartCommand extends InstalledCommand {
    StartCommand(World world) {
        super(world);
    }

    @Override
    InstallState act(Installations installations, Optional<String> name) throws InterruptedException {
        return new Repairer(installations.site()).repair(name);
    }
}
