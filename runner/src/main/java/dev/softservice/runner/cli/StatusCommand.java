package dev.softservice.runner.cli;

import dev.softservice.runner.cli.Screen.Colour;
import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.install.Overview;
import dev.softservice.runner.install.Overview.Condition;
import dev.softservice.runner.model.ByteText;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description =
                "Shows what is installed: version, health, addresses, what is newer, and what was left half-done.",
        footer = {
            "",
            "Examples:",
            "  softservice status",
            "  softservice status team-wiki --json",
            "",
            "Exit codes: 0 everything shown runs well and follows its hub, 1 something does not, 2 no such"
                    + " installation, 3 no engine."
        })
final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One installation. Default: all.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--offline", description = "Do not ask the hubs what is newer.")
    private boolean offline;

    private final World world;

    StatusCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var installations = Installations.open(world)) {
            var conditions = new Overview(installations.site()).of(name, !offline);
            var screen = installations.screen();
            if (json) screen.raw(StatusJson.of(conditions));
            else if (conditions.isEmpty())
                screen.line("nothing is installed here yet: softservice install https://HUB/OWNER/NAME");
            else conditions.forEach(condition -> print(screen, condition));
            var now = world.clock().instant();
            return conditions.stream().allMatch(condition -> isRight(condition) && condition.follows(now))
                    ? ExitCode.PASSED
                    : ExitCode.FAILED;
        }
    }

    private static void print(Screen screen, Condition condition) {
        var state = condition.state();
        var version = state.current().map(current -> " " + current.version()).orElse("");
        screen.painted(screen.paint(Colour.BOLD, state.name() + version) + "  " + word(screen, condition)
                + (condition.addresses().isEmpty()
                        ? ""
                        : "  " + Screen.clean(String.join("  ", condition.addresses()))));
        int width = condition.containers().stream()
                .mapToInt(container -> container.service().length())
                .max()
                .orElse(0);
        for (var container : condition.containers()) {
            var health = container.health() == Machine.Health.NONE
                    ? ""
                    : " (" + container.health().word() + ")";
            screen.line("  " + container.service()
                    + " ".repeat(width - container.service().length()) + "  "
                    + container.state().word() + health);
        }
        var uses = state.current().map(current -> current.composition().uses()).orElse(List.of());
        if (!uses.isEmpty())
            screen.line("  made of: "
                    + uses.stream().map(used -> used.name() + " " + used.tag()).collect(Collectors.joining(", ")));
        state.current().flatMap(StatusCommand::built).ifPresent(sentence -> screen.line("  " + sentence));
        condition
                .halfDone()
                .ifPresent(what ->
                        screen.line("  half-done: " + what + "; softservice " + remedy(condition) + " finishes it"));
        condition
                .newer()
                .ifPresent(version2 -> screen.line("  newer: " + version2 + "; softservice upgrade " + state.name()));
        condition.remarks().forEach(remark -> screen.line("  " + remark));
        for (var copy : state.upkeep().copies()) {
            if (!copy.going())
                screen.line("  copy of the data: " + DAY.format(copy.taken().at()) + ", "
                        + copy.taken().why() + ", " + ByteText.of(copy.bytes()));
        }
    }

    /** What to know of images that are not those that were tested. */
    private static Optional<String> built(InstallState.Installed current) {
        return switch (current.images()) {
            case RELEASE -> Optional.empty();
            case SOURCE_WANTED -> Optional.of("built here from source, by --build: not the images that were tested");
            case SOURCE_NEEDED ->
                Optional.of("built here from source, for want of images in the release: not those that were tested");
        };
    }

    private static String remedy(Condition condition) {
        var state = condition.state();
        return switch (state.pending().orElseThrow().phase()) {
            case INSTALLING -> "install " + state.place().source().url();
            case SETTING_ASIDE -> "install " + state.place().source().url();
            case SAVING, UPGRADING, PUBLISHING, RESTORING, GOING_BACK, STARTING -> "upgrade " + state.name();
            case UNINSTALLING -> "uninstall " + state.name();
        };
    }

    /** As its user wants it: well, or stopped. */
    private static boolean isRight(Condition condition) {
        return condition.well()
                || (condition.state().upkeep().stopped()
                        && condition.containers().isEmpty());
    }

    /** One word for the whole. */
    static String word(Condition condition) {
        if (!condition.sound()) return "damaged";
        if (condition.halfDone().isPresent()) return "half-done";
        if (condition.state().current().isEmpty()) return "not installed";
        if (condition.containers().isEmpty()) return condition.state().upkeep().stopped() ? "stopped" : "gone";
        if (condition.well()) return "running";
        return condition.containers().stream()
                        .allMatch(container -> container.running() && container.health() != Machine.Health.UNHEALTHY)
                ? "starting"
                : sick(condition.containers());
    }

    private static String sick(List<Machine.Container> containers) {
        return containers.stream().noneMatch(Machine.Container::running) ? "stopped" : "unwell";
    }

    private static String word(Screen screen, Condition condition) {
        return screen.paint(condition.well() ? Colour.GREEN : Colour.YELLOW, word(condition));
    }
}
