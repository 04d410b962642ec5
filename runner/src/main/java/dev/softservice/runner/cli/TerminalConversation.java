package dev.softservice.runner.cli;

import dev.softservice.runner.install.Conversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/** Talks with the person at the terminal, and shows there what is under way; where there is none, only says. */
final class TerminalConversation implements Conversation, AutoCloseable {
    /** How far the starting is that was told of before. */
    private static final Pattern SHARE = Pattern.compile("provision: (.*)");
    /** Each look begins with it, and most find nothing: no line for that. */
    private static final String LOOKING = "asking ";

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
    public synchronized void progress(String what) {
        if (quiet) return;
        if (screen.live()) show(what);
        else if (!what.equals(latest) && !what.startsWith(LOOKING) && !WorkTree.fleeting(what))
            screen.line("  " + what);
        latest = what;
    }

    private void show(String what) {
        if (tree.task(what)) return;
        var share = SHARE.matcher(what);
        if (!share.matches()) {
            underWay = what;
            since = clock.instant();
        }
        tree.work(underWay, share.matches() ? share.group(1) : "", since);
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
