package dev.softservice.runner.cli;

import dev.softservice.runner.install.Backups;
import dev.softservice.runner.model.ByteText;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Writes an installation with its data and settings into one file, which restore brings back, on another"
                    + " machine too.",
            "The service is paused while its data is copied on the disk. It runs again while the file is written."
        },
        footer = {
            "",
            "Examples:",
            "  softservice backup team-wiki",
            "  softservice backup team-wiki -o /mnt/usb/wiki.softservice --verify",
            "",
            "The file holds passwords, so only you may read it."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private InstalledName installed = new InstalledName();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file. Default: NAME-VERSION-TIME.softservice in this folder.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--verify", description = "Then bring it up from the file, in containers that are thrown away.")
    private boolean verify;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    BackupCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var backups = new Backups(installations.site());
            var made = backups.backup(installed.name(), output.map(world::resolve), world.folder());
            var verified = verify ? Optional.of(backups.verify(made.file())) : Optional.<Backups.Verified>empty();
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.backup(made, verified));
            else {
                installations
                        .screen()
                        .line(made.name() + " " + made.version() + " is saved in " + made.file() + " ("
                                + ByteText.of(made.bytes()) + ")");
                verified.ifPresent(each -> RestoreCommand.tell(installations, each));
            }
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }
}
