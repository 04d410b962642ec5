package dev.softservice.runner.cli;

import dev.softservice.runner.install.BundleSupply;
import dev.softservice.runner.install.Site;
import dev.softservice.runner.install.Upgrader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Brings an installation to the newest stable release, with its data.",
            "The data is copied before; when the new release does not come up well, the old one and its data come back"
                    + " by themselves."
        },
        footer = {
            "",
            "Examples:",
            "  softservice upgrade",
            "  softservice upgrade team-wiki --dry-run",
            "  softservice upgrade team-wiki --retry",
            "  softservice upgrade team-wiki --from wiki.bundle",
            "",
            "Run again, it finishes what was interrupted.",
            "Exit codes: 0 up to date, 1 not believed or did not come up (the old one runs), 2 bad input, 3 hub or"
                    + " engine not reached."
        })
final class UpgradeCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The installation; may be left out where there is only one.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take the release out of this file, which softservice bundle has made, and ask no hub.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Give a parameter's value. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--accept-permissions", description = "Agree to what the new release asks for beyond the old one.")
    private boolean accepted;

    @Option(names = "--retry", description = "Try a release that failed here before.")
    private boolean retry;

    @Option(
            names = "--dry-run",
            description =
                    "Only try the newer release: its tests, with your settings, in an environment that is thrown away.")
    private boolean dryRun;

    @Option(names = "--skip-tests", description = "Do not run the release's tests here before it is taken.")
    private boolean skipTests;

    @Option(names = "--accept-stale", description = InstallCommand.STALE)
    private boolean stale;

    @Mixin
    private BuildingOptions building = new BuildingOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    UpgradeCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var outcome = outcome(installations.site());
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.upgraded(outcome));
            else installations.screen().line(sentence(outcome));
            return interruption.happened() ? ExitCode.INTERRUPTED : code(outcome);
        }
    }

    private Upgrader.Outcome outcome(Site site) throws InterruptedException {
        var wish = new Upgrader.Wish(settings, accepted, retry, false, building.building(), trial(), stale);
        if (from.isEmpty()) return new Upgrader(site).upgrade(name, wish);
        try (var bundle = BundleSupply.open(world.resolve(from.get()), site.folders())) {
            return new Upgrader(site.with(bundle)).upgrade(name, wish);
        }
    }

    private Upgrader.Trial trial() {
        if (dryRun && skipTests) throw new BadInput("--dry-run and --skip-tests: then there is nothing to do");
        return dryRun ? Upgrader.Trial.ALONE : skipTests ? Upgrader.Trial.SKIPPED : Upgrader.Trial.FIRST;
    }

    /** Whether it follows its hub, and where not, whose turn it is. */
    static int code(Upgrader.Outcome outcome) {
        return switch (outcome) {
            case Upgrader.UpToDate _, Upgrader.Upgraded _, Upgrader.Healed _, Upgrader.Resting _ -> ExitCode.PASSED;
            case Upgrader.Passed passed -> passed.failure().wanted() ? ExitCode.PASSED : ExitCode.FAILED;
            case Upgrader.Yanked _ -> ExitCode.FAILED;
            case Upgrader.Waiting _ -> ExitCode.NO_ANSWER;
            case Upgrader.Tried tried -> tried.reason().isEmpty() ? ExitCode.PASSED : ExitCode.FAILED;
        };
    }

    static String sentence(Upgrader.Outcome outcome) {
        return switch (outcome) {
            case Upgrader.UpToDate same -> same.name() + " " + same.version() + " is the newest stable release";
            case Upgrader.Tried tried ->
                tried.name() + ": " + tried.to()
                        + tried.reason()
                                .map(reason -> " does not pass its tests here, with your settings: " + reason)
                                .orElse(" passes its tests here, with your settings")
                        + "; " + tried.from() + " was left running";
            case Upgrader.Upgraded done -> done.name() + ": upgraded " + done.from() + " to " + done.to();
            case Upgrader.Passed passed ->
                passed.name() + " stays at " + passed.version() + ": "
                        + passed.failure().version()
                        + (passed.failure().wanted() ? " is passed over (" : " failed here before (")
                        + passed.failure().reason() + "); softservice upgrade " + passed.name()
                        + " --retry tries it again";
            case Upgrader.Healed healed ->
                healed.name() + " " + healed.version() + " was damaged and is right again: "
                        + String.join(", ", healed.what());
            case Upgrader.Resting resting ->
                resting.name() + " " + resting.version() + " is stopped; softservice start " + resting.name()
                        + " starts it";
            case Upgrader.Yanked yanked ->
                yanked.name() + " stays at " + yanked.version() + ", which has been yanked: " + yanked.reason()
                        + "; nothing newer replaces it yet; softservice revert " + yanked.name() + " goes back";
            case Upgrader.Waiting waiting ->
                waiting.name() + " stays at " + waiting.version() + " for now: "
                        + waiting.trouble().reason();
        };
    }
}
