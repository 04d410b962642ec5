package dev.softservice.runner.cli;

import dev.softservice.runner.install.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Changes settings of an installation. The new settings are tried first. If the service does not come up"
                    + " with them, the old ones stay.",
            "copies.last, copies.days and copies.share say how long copies of the data are kept."
        },
        footer = {
            "",
            "Examples:",
            "  softservice set team-wiki site-name='Our wiki' port=8081",
            "  softservice set team-wiki copies.last=3 copies.days=14 copies.share=10"
        })
final class SetCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The installation.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "Settings.")
    private List<String> settings = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    SetCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        var given = new LinkedHashMap<String, String>();
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1)
                throw new BadInput(setting + ": is not KEY=VALUE (softservice get " + name + " shows them)");
            given.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var state = new Settings(installations.site()).set(Optional.of(name), given);
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.state("set", state));
            else installations.screen().line(state.name() + ": set " + String.join(", ", given.keySet()));
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }
}
