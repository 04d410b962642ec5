package dev.softservice.runner.cli;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.Bundler;
import dev.softservice.runner.install.Source;
import dev.softservice.runner.model.ByteText;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Writes a release with all that it is made of, its images too, into one file, from which machines without"
                    + " a network install it.",
            "It is checked here as an installation checks it, and again where it is installed."
        },
        footer = {
            "",
            "Examples:",
            "  softservice bundle https://hub.example.org/samples/team-wiki -o wiki.bundle",
            "  softservice bundle samples/team-wiki@2.3.0 --hub https://hub.example.org -o wiki.bundle",
            "",
            "There: softservice install wiki.bundle, softservice upgrade --from wiki.bundle.",
            "Exit codes: 0 written, 1 not believed, 2 bad input, 3 hub not reached or disk full."
        })
final class BundleCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ADDRESS",
            description = "https://HUB/OWNER/NAME, HUB/OWNER/NAME, or OWNER/NAME with --hub; @VERSION may follow.")
    private String address = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file; NAME-VERSION.bundle in this folder where a version is given, else NAME.bundle.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--hub", paramLabel = "URL", description = "The hub that OWNER/NAME is on.")
    private Optional<String> hub = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Believe only this key (a public key or an allowed_signers file).")
    private Optional<String> key = Optional.empty();

    @Option(names = "--accept-stale", description = InstallCommand.STALE)
    private boolean stale;

    @Option(names = "--yes", description = "Take the key of a hub that is reached over plain HTTP.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    BundleCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        int at = address.lastIndexOf('@');
        var version = at < 0 ? Optional.<Version>empty() : Optional.of(version(address.substring(at + 1)));
        var named = at < 0 ? address : address.substring(0, at);
        var source = Source.parse(
                hub.map(url -> url.replaceAll("/+$", "") + "/" + named).orElse(named), world.folder());
        var file = world.resolve(output.orElseGet(
                () -> source.defaultName() + version.map(each -> "-" + each).orElse("") + ".bundle"));
        var screen = Screen.of(world);
        try (var interruption = Interruption.ofThisThread();
                var conversation = new TerminalConversation(world, screen, json)) {
            var made = new Bundler(conversation, world.clock())
                    .make(new Bundler.Wish(source, version, key.map(world::resolve), yes, stale), file);
            conversation.rest();
            if (json) screen.raw(OutcomeJson.bundle(made));
            else {
                screen.line(made.address() + " " + made.version() + " is in " + made.file() + " ("
                        + ByteText.of(made.bytes()) + ")");
                screen.line("its hub's key, to be compared where it is installed: " + String.join(", ", made.keys()));
            }
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    private static Version version(String text) {
        return Version.parse(text.startsWith("v") ? text.substring(1) : text)
                .orElseThrow(() -> new BadInput("'" + text + "' is not a version such as 2.3.1"));
    }
}
