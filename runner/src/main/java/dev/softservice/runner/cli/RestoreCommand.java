package dev.softservice.runner.cli;

import dev.softservice.runner.install.Backups;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Brings an installation back from a file that backup has written.",
            "If an installation of that name is here, its data is replaced, and kept as a copy."
        },
        footer = {
            "",
            "Examples:",
            "  softservice restore wiki.softservice",
            "  softservice restore wiki.softservice --name second",
            "  softservice restore wiki.softservice --verify     only look whether it would work",
            "",
            "A backup is trusted as it is: it holds the keys and the programs' definitions, too."
        })
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The backup.")
    private String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Its name here. Default: the name that it had.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--verify",
            description =
                    "Change nothing: bring it up in containers that are thrown away, and look whether all is well.")
    private boolean verify;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    RestoreCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var backups = new Backups(installations.site());
            if (verify) {
                var verified = backups.verify(world.resolve(file));
                installations.conversation().rest();
                if (json) installations.screen().raw(OutcomeJson.verified(verified));
                else tell(installations, verified);
            } else {
                var state = backups.restore(world.resolve(file), name, yes);
                installations.conversation().rest();
                if (json) installations.screen().raw(OutcomeJson.state("restore", state));
                else
                    installations
                            .screen()
                            .line(state.name() + " "
                                    + state.current().orElseThrow().version() + " runs, with the data of the backup");
            }
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    static void tell(Installations installations, Backups.Verified verified) {
        installations
                .screen()
                .line("verified: brought up from the file, " + verified.name() + " " + verified.version() + " is well");
        verified.checks().forEach(check -> installations.screen().line("  " + check));
    }
}
