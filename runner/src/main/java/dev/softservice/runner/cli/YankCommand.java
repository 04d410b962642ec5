package dev.softservice.runner.cli;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.HubYanks;
import dev.softservice.runner.install.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "yank",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Takes a release of a hub back: nobody installs it any more, and its users are told why.",
            "Its tag stays. The hub asks for a maintainer's token, in SOFTSERVICE_TOKEN or in a file."
        },
        footer = {
            "",
            "Examples:",
            "  softservice yank https://hub.example.org/samples/team-wiki 2.3.1 --reason 'loses pages with an ä'",
            "  softservice yank https://hub.example.org/samples/team-wiki 2.3.1 --take-back"
        })
final class YankCommand implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 1_000;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "https://HUB/OWNER/NAME.")
    private String address = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The release, such as 2.3.1.")
    private String version = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, in one line, for the people who run this release.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--take-back", description = "It may be installed again.")
    private boolean takeBack;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Read the token from this file, not from SOFTSERVICE_TOKEN.")
    private Optional<String> tokenFile = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    YankCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (takeBack == reason.isPresent())
            throw new BadInput("give --reason TEXT, which is shown to those who run it, or --take-back");
        var parsed = Version.parse(version.startsWith("v") ? version.substring(1) : version)
                .orElseThrow(() -> new BadInput("'" + version + "' is not a version such as 2.3.1"));
        new HubYanks(token()).yank(Source.parse(address, world.folder()), parsed, reason);
        if (json) {
            var did = JsonReport.JSON
                    .createObjectNode()
                    .put("format", "softservice-yank/v1")
                    .put("address", address)
                    .put("version", parsed.toString())
                    .put("yanked", !takeBack);
            reason.ifPresent(why -> did.put("reason", why));
            world.streams().out().print(JsonReport.text(did));
            return ExitCode.PASSED;
        }
        world.streams().out().println(address + " " + parsed + (takeBack ? " may be installed again" : " is yanked"));
        return ExitCode.PASSED;
    }

    private String token() {
        var token =
                tokenFile.map(this::read).map(String::strip).or(world::token).orElse("");
        if (!token.matches("[\\x21-\\x7e]{1," + LONGEST_TOKEN + "}"))
            throw new BadInput("there is no token: set " + World.TOKEN + ", or give --token-file FILE; the hub makes"
                    + " tokens on your profile");
        return token;
    }

    private String read(String file) {
        var path = world.resolve(file);
        try {
            if (Files.size(path) > LONGEST_TOKEN) throw new BadInput(path + ": is too long for a token");
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new BadInput(path + ": can't be read: " + dev.softservice.runner.model.Reason.of(unreadable));
        }
    }
}
