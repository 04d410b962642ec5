package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Repairer;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description =
                "Finishes what was left half-done, and makes again what was removed or stopped. The data stays as it"
                        + " is.",
        footer = {"", "Examples:", "  softservice repair team-wiki"})
final class RepairCommand extends InstalledCommand {
    RepairCommand(World world) {
        super(world);
    }

    @Override
    InstallState act(Installations installations, Optional<String> name) throws InterruptedException {
        return new Repairer(installations.site()).repair(name);
    }
}
