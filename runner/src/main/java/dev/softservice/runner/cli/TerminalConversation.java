package dev.softservice.runner.cli;

import dev.softservice.runner.install.Conversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Talks with the person at the terminal; where there is none, only says. */
final class TerminalConversation implements Conversation {
    private final Screen screen;
    private final BufferedReader in;
    private final boolean terminal;
    private final boolean quiet;

    /** @param quiet standard output is a document's: what is said goes to standard error, and nobody is asked */
    TerminalConversation(World world, Screen screen, boolean quiet) {
        this.quiet = quiet;
        this.screen = screen;
        this.in = new BufferedReader(new InputStreamReader(world.streams().in(), StandardCharsets.UTF_8));
        this.terminal = world.streams().terminal() && !quiet;
    }

    @Override
    public void say(String line) {
        screen.status("");
        if (quiet) screen.error(line);
        else screen.line(line);
    }

    @Override
    public void progress(String what) {
        if (!quiet) screen.status(what);
    }

    @Override
    public boolean interactive() {
        return terminal;
    }

    @Override
    public String ask(String question) {
        screen.status("");
        screen.raw(Screen.clean(question) + ": ");
        try {
            var answer = in.readLine();
            return answer == null ? "" : answer.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean agree(String question) {
        if (!terminal) return false;
        var answer = ask(question + " [y/N]").toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }
}
