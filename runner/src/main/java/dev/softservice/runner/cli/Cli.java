package dev.softservice.runner.cli;

import picocli.CommandLine;

/** The {@code softservice} command. The server module adds {@code serve} and {@code demo} to it. */
public final class Cli {
    private Cli() {}

    /** The command line with every subcommand of this module, with exit codes and error texts in place. */
    public static CommandLine commandLine() {
        throw new UnsupportedOperationException("to be written");
    }
}
