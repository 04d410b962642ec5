package dev.softservice.server;

import dev.softservice.runner.cli.Cli;
import dev.softservice.server.app.ServeCommand;
import dev.softservice.server.demo.DemoCommand;
import java.util.Map;
import picocli.CommandLine;

/** The whole {@code softservice} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    /** Every command, those of the runner included. */
    static CommandLine commandLine(Map<String, String> environment) {
        var line = Cli.commandLine();
        line.addSubcommand(new DemoCommand());
        return ServeCommand.addTo(line, environment);
    }
}
