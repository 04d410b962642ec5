package dev.softservice.server.app;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code softservice admin}: what an operator does to a hub on the hub's own machine. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Works on a hub on the hub's own machine, whether it runs or not.",
        footer = {
            "",
            "What a hub does for its users while it runs is asked for with softservice hub.",
            "With --json a command prints one document.",
            "Exit codes: 0 done, 2 bad input, 3 the platform could not tell."
        })
public final class AdminCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private AdminCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }

    /** The command with all of its own, in this environment. */
    public static CommandLine in(Map<String, String> environment) {
        return new CommandLine(new AdminCommand()).addSubcommand(new ImportCommand(environment));
    }
}
