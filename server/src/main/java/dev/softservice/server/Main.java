package dev.softservice.server;

import dev.softservice.runner.cli.Cli;

/** The whole {@code softservice} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(ServeCommand.addTo(Cli.commandLine(), System.getenv()).execute(arguments));
    }
}
