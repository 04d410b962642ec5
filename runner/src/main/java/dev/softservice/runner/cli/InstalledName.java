package dev.softservice.runner.cli;

import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The installation that a command is for: a parameter of every command that needs just one. */
final class InstalledName {
    static final String DESCRIPTION = "The installation. Needed only if there are several.";

    @Parameters(arity = "0..1", paramLabel = "NAME", description = DESCRIPTION)
    private Optional<String> name = Optional.empty();

    /** Returns the name; empty means the only installation that there is. */
    Optional<String> name() {
        return name;
    }
}
