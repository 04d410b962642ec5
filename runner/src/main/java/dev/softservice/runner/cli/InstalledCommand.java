package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that does one thing to one installation. */
abstract class InstalledCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The installation; may be left out where there is only one.")
    private Optional<String> name = Optional.empty();

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
            var state = act(installations, name);
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
