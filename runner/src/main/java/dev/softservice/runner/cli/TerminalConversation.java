package dev.softservice.runner.cli;

import dev.softservice.runner.install.Conversation;
import dev.softservice.runner.model.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/** Talks with the person at the terminal, and shows there what is under way; where there is none, only says. */
final class TerminalConversation implements Conversation, AutoCloseable {
    private final Screen screen;
    private final BufferedReader in;
    private final boolean terminal;
    private final boolean quiet;
    private final Clock clock;
    private final WorkTree tree;
    private String underWay = "";
    private Instant since = Instant.EPOCH;
    private String latest = "";

    /** @param quiet standard output is a document's: what is said goes to standard error, and nobody is asked */
    TerminalConversation(World world, Screen screen, boolean quiet) {
        this.quiet = quiet;
        this.screen = screen;
        this.in = new BufferedReader(new InputStreamReader(world.streams().in(), StandardCharsets.UTF_8));
        this.terminal = world.streams().terminal() && !quiet;
        this.clock = world.clock();
        this.tree = new WorkTree(screen, clock);
    }

    @Override
    public void say(String line) {
        rest();
        if (quiet) screen.error(line);
        else screen.line(line);
    }

    @Override
    public synchronized void progress(Progress what) {
        if (quiet) return;
        if (screen.live()) show(what);
        else if (!what.text().equals(latest) && !what.fleeting()) screen.line("  " + what.text());
        latest = what.text();
    }

    private void show(Progress what) {
        if (tree.task(what)) return;
        boolean share = what instanceof Progress.Ready;
        if (!share) {
            underWay = what.text();
            since = clock.instant();
        }
        tree.work(underWay, share ? what.text() : "", since);
    }

    /** What was under way is over. */
    void rest() {
        tree.rest();
    }

    @Override
    public void close() {
        tree.close();
    }

    @Override
    public boolean interactive() {
        return terminal;
    }

    @Override
    public String ask(String question) {
        rest();
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
