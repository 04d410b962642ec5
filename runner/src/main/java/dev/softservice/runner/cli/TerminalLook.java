package dev.softservice.runner.cli;

import java.util.Map;

/** How the output looks: whether lines can be rewritten, and whether there are colours. */
public enum TerminalLook {
    PLAIN,
    LIVE,
    COLOURED;

    /** {@code TERM=dumb} can't rewrite a line, and a user who sets NO_COLOR wants none. @param terminal a person sits at both ends */
    public static TerminalLook of(boolean terminal, Map<String, String> environment) {
        var term = environment.getOrDefault("TERM", "");
        if (!terminal || term.isEmpty() || term.equals("dumb")) return PLAIN;
        return environment.getOrDefault("NO_COLOR", "").isEmpty() ? COLOURED : LIVE;
    }

    /** Whether lines can be rewritten. */
    public boolean live() {
        return this != PLAIN;
    }
}
