package dev.softservice.runner.cli;

import dev.softservice.runner.install.Repin;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Pins another key of its hub for an installation. Its data and settings stay.",
            "Ask the hub's operator for the fingerprint another way than through the hub."
        },
        footer = {"", "Examples:", "  softservice trust team-wiki SHA256:SoM3F1ng3rpr1nt"})
final class TrustCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The installation.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FINGERPRINT",
            description = "The key's, as the hub's operator tells it: SHA256:…")
    private String fingerprint = "";

    @Option(
            names = "--moved",
            paramLabel = "URL",
            description = "The hub is at this address now: followed if the hub's root key, which is pinned, says so.")
    private Optional<String> moved = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "Take the key from this file, not from the hub.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    TrustCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var installations = Installations.open(world, json)) {
            if (moved.isPresent() != fingerprint.isEmpty())
                throw new BadInput("give the key's FINGERPRINT, or --moved URL");
            if (moved.isPresent()) {
                var name = new Repin(installations.site()).moved(this.name, moved.get());
                if (json) installations.screen().raw(OutcomeJson.moved(name, moved.get()));
                else installations.screen().line(name + " follows its hub at " + moved.get());
                return ExitCode.PASSED;
            }
            var trusted = new Repin(installations.site()).trust(name, fingerprint, key.map(world::resolve));
            if (json) installations.screen().raw(OutcomeJson.trusted(trusted, fingerprint));
            else installations.screen().line(trusted + " trusts the key " + fingerprint);
            return ExitCode.PASSED;
        }
    }
}
