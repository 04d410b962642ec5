package dev.softservice.server.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A script: lines of commands, then files, each below a line {@code -- path --}. docs/development.md lists the commands.
 *
 * @param name  the file's name without {@code .txt}
 * @param files by path, relative to the folder in which the script runs
 */
record Script(String name, List<Line> lines, Map<String, String> files) {
    /**
     * One command.
     *
     * @param fails it began with {@code !}: the command has to fail, or what it looks for must not be there
     */
    record Line(int number, boolean fails, List<Word> words) {}

    /** A word; in quotes nothing in it is replaced. */
    record Word(String text, boolean quoted) {}

    static Script read(Path file) {
        try {
            var lines = new ArrayList<Line>();
            var files = new LinkedHashMap<String, String>();
            var path = "";
            int number = 0;
            for (var line : Files.readAllLines(file)) {
                number++;
                if (line.startsWith("-- ") && line.endsWith(" --")) {
                    path = line.substring(3, line.length() - 3);
                    files.put(path, "");
                } else if (!path.isEmpty()) {
                    files.merge(path, line + "\n", String::concat);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    boolean fails = line.startsWith("! ");
                    lines.add(new Line(number, fails, words(fails ? line.substring(2) : line)));
                }
            }
            var name = file.getFileName().toString();
            return new Script(name.substring(0, name.length() - ".txt".length()), lines, files);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static List<Word> words(String line) {
        var words = new ArrayList<Word>();
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) == ' ') {
                at++;
                continue;
            }
            boolean quoted = line.charAt(at) == '\'';
            int from = quoted ? at + 1 : at;
            int end = line.indexOf(quoted ? '\'' : ' ', from);
            if (end < 0) end = line.length();
            words.add(new Word(line.substring(from, end), quoted));
            at = end + 1;
        }
        return List.copyOf(words);
    }

    @Override
    public String toString() {
        return name;
    }
}
