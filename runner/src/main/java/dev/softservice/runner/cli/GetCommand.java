package dev.softservice.runner.cli;

import dev.softservice.runner.install.Settings;
import dev.softservice.runner.install.Settings.Setting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description =
                "Shows the settings of an installation, and with --secrets the passwords that were made up for it.",
        footer = {
            "",
            "Examples:",
            "  softservice get team-wiki",
            "  softservice get team-wiki --secrets",
            "  softservice get team-wiki admin-password --secrets"
        })
final class GetCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = InstalledName.DESCRIPTION)
    private Optional<String> name = Optional.empty();

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "One setting: its value alone.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--secrets", description = "Show passwords, too.")
    private boolean secrets;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    GetCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        try (var installations = Installations.open(world, json)) {
            var settings = new Settings(installations.site()).get(name);
            var screen = installations.screen();
            if (key.isPresent()) screen.line(value(one(settings, key.get())));
            else if (json) screen.raw(OutcomeJson.settings(settings, secrets));
            else
                for (var setting : settings)
                    screen.line(setting.name() + "="
                            + (setting.secret() && !secrets ? "(hidden: add --secrets)" : setting.value()));
            return ExitCode.PASSED;
        }
    }

    private String value(Setting setting) {
        if (setting.secret() && !secrets) throw new BadInput(setting.name() + ": is a secret: add --secrets to see it");
        return setting.value();
    }

    private static Setting one(List<Setting> settings, String key) {
        return settings.stream()
                .filter(setting -> setting.name().equals(key))
                .findFirst()
                .orElseThrow(() -> new BadInput(key + ": there is no such setting; there are "
                        + String.join(", ", settings.stream().map(Setting::name).toList())));
    }
}
