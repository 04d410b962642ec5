package dev.softservice.runner.cli;

import dev.softservice.runner.testing.Needs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program in a real pseudo-terminal, with somebody who types and looks on. The pseudo-terminal is that of {@code script}, which every Debian has (its
 * package bsdutils is essential); what the program writes there is interpreted by a {@link TinyTerminal} of the same size.
 */
public final class Pty implements AutoCloseable {
    /** Here the program has drawn all that it wanted to. */
    private static final Pattern DRAWN = Pattern.compile("\u001b\\[\\?7h");

    public static final String SPINNER = "[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]";
    /** Lines that stay, and then what is under way, at most once. */
    private static final Pattern FRAME = Pattern.compile(
            "(?:(?!" + SPINNER + "| {2}[├└]).*\n)*+(" + SPINNER + " .* {2}\\d+ s.*(?:\n {2}[├└] .*)*)?\n?");

    private static final String CTRL_C = "\u0003";

    private final Process script;
    private final Path device;
    private final int rows;
    private final TinyTerminal terminal;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final StringBuilder sent = new StringBuilder();
    private final List<String> frames = new ArrayList<>();

    private Pty(Process script, Path device, Window.Size size) {
        this.script = script;
        this.device = device;
        this.rows = size.rows();
        this.terminal = new TinyTerminal(size, true);
    }

    /**
     * @param folder      where the program is started
     * @param environment what it sees besides the variables of this process; COLUMNS, TERM and NO_COLOR only from here
     */
    public static Pty start(Path folder, Map<String, String> environment, int columns, int rows, List<String> command)
            throws IOException, InterruptedException {
        Needs.that(
                new ProcessBuilder("sh", "-c", "script --version | grep -q util-linux")
                                .start()
                                .waitFor()
                        == 0,
                "script of util-linux is needed: apt-get install bsdutils");
        var device = folder.resolve("device-of-" + columns + "x" + rows);
        var words = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        // A shell that runs the tests in the background has Ctrl-C ignored, and so has everything that is started from
        // there: a terminal's programs begin otherwise.
        words = "env --default-signal=INT,QUIT " + words;
        var builder = new ProcessBuilder(
                        "script",
                        "-qec",
                        "tty > " + device + "; stty rows " + rows + " cols " + columns + "; exec " + words,
                        "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        List.of("COLUMNS", "TERM", "NO_COLOR").forEach(builder.environment()::remove);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        return new Pty(builder.start(), device, new Window.Size(columns, rows));
    }

    public void type(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        script.getOutputStream().flush();
    }

    public void ctrlC() throws IOException {
        type(CTRL_C);
    }

    /** Another width; the program is told by signal. */
    public void widen(int columns) throws IOException, InterruptedException {
        terminal.resize(columns);
        var stty = new ProcessBuilder(
                        "stty",
                        "-F",
                        Files.readString(device).strip(),
                        "rows",
                        String.valueOf(rows),
                        "cols",
                        String.valueOf(columns))
                .inheritIO()
                .start();
        if (stty.waitFor() != 0) throw new AssertionError("stty could not resize the terminal");
    }

    /** Looks on until the screen has something that matches. */
    public void until(String pattern) throws IOException {
        var wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        while (!wanted.matcher(screen()).find())
            if (!read()) throw new AssertionError("it ended without " + pattern + ":\n" + screen());
    }

    /** Looks on until the program has ended. @return its exit code */
    public int exit() throws IOException, InterruptedException {
        while (read()) {}
        show(pending.size());
        return script.waitFor();
    }

    private boolean read() throws IOException {
        var some = new byte[4_096];
        int count = script.getInputStream().read(some);
        if (count < 0) return false;
        pending.write(some, 0, count);
        // Neither a letter nor a sequence is shown in part.
        var bytes = pending.toByteArray();
        int whole = bytes.length;
        while (whole > 0
                && bytes[whole - 1] != '\n'
                && !(bytes[whole - 1] == 'h' && whole > 1 && bytes[whole - 2] == '7')) whole--;
        show(whole);
        return true;
    }

    private void show(int count) {
        var bytes = pending.toByteArray();
        pending.reset();
        pending.write(bytes, count, bytes.length - count);
        var text = new String(bytes, 0, count, StandardCharsets.UTF_8);
        sent.append(text);
        int from = 0;
        for (var drawn = DRAWN.matcher(text); drawn.find(); from = drawn.end()) {
            terminal.writeBytes(text.substring(from, drawn.end()).getBytes(StandardCharsets.UTF_8));
            frames.add(terminal.shown());
        }
        terminal.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    /** What stands there now, with what has been scrolled out above. */
    public String screen() {
        return terminal.shown();
    }

    /** The screen each time that the program had drawn its status. */
    public List<String> frames() {
        return List.copyOf(frames);
    }

    /** What a frame shows to be under way; empty where there is nothing. It is at the end, and pieces of another one are nowhere. */
    public static String underWay(String frame) {
        var parts = FRAME.matcher(frame + "\n");
        if (!parts.matches()) throw new AssertionError("pieces of what was drawn before, in:\n" + frame);
        return parts.group(1) == null ? "" : parts.group(1);
    }

    /** Every byte that the program wrote. */
    public String sent() {
        return sent.toString();
    }

    /** Letters that were written beyond the right edge. */
    public int lost() {
        return terminal.lost();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
