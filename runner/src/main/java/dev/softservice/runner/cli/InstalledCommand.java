package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that does one thing to one installation. */
abstract class InstalledCommand implements Callable<Integer> {
    @Mixin
    private InstalledName installed = new InstalledName();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    InstalledCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var interruption = Interruption.ofThisThread();
                var installations = Installations.open(world, json)) {
            var state = act(installations, installed.name());
            installations.conversation().rest();
            var command =
                    getClass().getAnnotation(picocli.CommandLine.Command.class).name();
            if (json) installations.screen().raw(OutcomeJson.state(command, state));
            else installations.screen().line(sentence(state));
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.PASSED;
        }
    }

    abstract InstallState act(Installations installations, Optional<String> name) throws InterruptedException;

    /** What is so now. */
    private static String sentence(InstallState state) {
        return state.current()
                .map(current ->
                        state.name() + " " + current.version() + (state.upkeep().stopped() ? " is stopped" : " runs"))
                .orElse(state.name() + " is not installed; its data is here");
    }
}
