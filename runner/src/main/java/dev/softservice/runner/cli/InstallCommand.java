package dev.softservice.runner.cli;

import dev.softservice.runner.install.BundleSupply;
import dev.softservice.runner.install.Installer;
import dev.softservice.runner.install.Site;
import dev.softservice.runner.install.Source;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Installs the stable release of a distro on this machine, and starts it.",
            "Its tag's signature and its evidence are checked against the hub's key, which is pinned at the first"
                    + " installation."
        },
        footer = {
            "",
            "Examples:",
            "  softservice install https://hub.example.org/samples/team-wiki",
            "  softservice install hub.example.org/samples/team-wiki --set site-name=Ours --set port=8081",
            "  softservice install https://hub.example.org/samples/team-wiki --name second --key hub.pub",
            "  softservice install wiki.bundle --key hub.pub",
            "",
            "Run again, it finishes what was interrupted, and applies new settings.",
            "Exit codes: 0 it runs, 1 refused or did not come up, 2 bad input, 3 hub or engine not reached."
        })
final class InstallCommand implements Callable<Integer> {
    static final String STALE =
            "Take what the hub or a copy of it shows although its statement of what is stable has expired.";

    @Parameters(
            paramLabel = "ADDRESS",
            description =
                    "https://HUB/OWNER/NAME, HUB/OWNER/NAME, a Git repository's folder, or a file that softservice"
                            + " bundle has made.")
    private String address = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Give a parameter's value. May be repeated. Secrets that are not given are made up.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Its name on this machine. Default: the repository's name.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "IP",
            description = "The address that its ports are published on. Default: 127.0.0.1.")
    private Optional<String> bind = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Believe only this key (a public key or an allowed_signers file), not what the hub says its key"
                            + " is.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--accept-permissions", description = "Agree to the permissions that it asks for.")
    private boolean accepted;

    @Option(names = "--accept-stale", description = STALE)
    private boolean stale;

    @Mixin
    private BuildingOptions building = new BuildingOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    InstallCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        bind.ifPresent(InstallCommand::checkBind);
        var file = world.resolve(address);
        // What is wrong with an address is said before an engine is looked for.
        var hosted = Files.isRegularFile(file)
                ? Optional.<Source>empty()
                : Optional.of(Source.parse(address, world.folder()));
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            Installer.Running running;
            if (hosted.isEmpty()) {
                try (var bundle = BundleSupply.open(file, installations.site().folders())) {
                    running = install(installations.site().with(bundle), bundle.source());
                }
            } else running = install(installations.site(), hosted.get());
            var current = running.state().current().orElseThrow();
            installations.conversation().rest();
            if (json) installations.screen().raw(OutcomeJson.installed(running));
            else
                installations
                        .screen()
                        .line(running.state().name() + " " + current.version()
                                + (running.state().upkeep().stopped() ? " is stopped" : " runs"));
            if (!json)
                running.addresses().forEach(where -> installations.screen().line("  " + where));
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    private Installer.Running install(Site site, Source source) throws InterruptedException {
        return new Installer(site)
                .install(new Installer.Wish(
                        source,
                        name,
                        settings,
                        bind,
                        key.map(world::resolve),
                        accepted,
                        building.yes(),
                        building.building(),
                        stale));
    }

    private static void checkBind(String address) {
        boolean four = address.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                && java.util.Arrays.stream(address.split("\\.")).allMatch(part -> Integer.parseInt(part) < 256);
        boolean six = address.contains(":") && address.matches("[0-9a-fA-F:]{2,39}");
        if (!four && !six)
            throw new BadInput(
                    "--bind " + address + ": is not an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
    }
}
