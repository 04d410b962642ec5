package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Repairer;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Stops an installation and starts it again.",
        footer = {"", "Examples:", "  softservice restart team-wiki"})
final class RestartCommand extends InstalledCommand {
    RestartCommand(World world) {
        super(world);
    }

    @Override
    InstallState act(Installations installations, Optional<String> name) throws InterruptedException {
        return new Repairer(installations.site()).restart(name);
    }
}
