package dev.softservice.runner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of an instruction, by the engine's rules. */
final class DockerfileWords {
    /** {@code --name=value} as it stands from {@code start} to {@code end}; its value has lost its quotes. */
    record Flag(String name, String value, int start, int end) {}

    /** The flags of an instruction, and where what follows them begins. */
    record Flags(List<Flag> all, int end) {}

    private DockerfileWords() {}

    /** What the engine trims at a line's ends. */
    static boolean space(char c) {
        return Character.isWhitespace(c) && (c < 0x1c || c > 0x1f) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** What the engine parts words at. */
    private static boolean gap(char c) {
        return c == ' ' || c == '\t' || c == 0x0b || c == '\f' || c == '\r';
    }

    static String first(String text) {
        int end = 0;
        while (end < text.length() && !gap(text.charAt(end))) end++;
        return text.substring(0, end);
    }

    /** Parted at gaps, whatever quotes there are. */
    static List<String> plain(String text) {
        var words = new ArrayList<String>();
        for (var word : text.split("[\\t\\x0b\\f\\r ]+")) if (!word.isEmpty()) words.add(word);
        return words;
    }

    /** The flags from {@code from} on. Quotes and backslashes are taken off, whatever the Dockerfile's own escape character is. */
    static Flags flags(String text, int from) {
        var flags = new ArrayList<Flag>();
        int at = skipped(text, from);
        while (text.startsWith("--", at)) {
            int start = at;
            var word = new StringBuilder();
            char quote = 0;
            for (; at < text.length() && (quote != 0 || !space(text.charAt(at))); at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    if (at + 1 < text.length()) word.append(text.charAt(++at));
                } else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
                else if (c == quote) quote = 0;
                else word.append(c);
            }
            int end = at;
            at = skipped(text, at);
            if (word.toString().equals("--")) break;
            int equals = word.indexOf("=");
            flags.add(new Flag(
                    word.substring(2, equals < 0 ? word.length() : equals),
                    equals < 0 ? "" : word.substring(equals + 1),
                    start,
                    end));
        }
        return new Flags(List.copyOf(flags), at);
    }

    /** A flag's value so that {@link #flags} gives it back. */
    static String quoted(String value) {
        var quoted = new StringBuilder();
        for (char c : value.toCharArray()) {
            if (space(c) || c == '"' || c == '\'' || c == '\\') quoted.append('\\');
            quoted.append(c);
        }
        return quoted.toString();
    }

    private static int skipped(String text, int from) {
        int at = from;
        while (at < text.length() && space(text.charAt(at))) at++;
        return at;
    }

    /** Parted where a shell would, quotes kept; empty: a quote stays open. */
    static Optional<List<String>> shell(String text) {
        return shell(text, '\\');
    }

    static Optional<List<String>> shell(String text, char escape) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote == 0 && space(c)) {
                if (!word.isEmpty()) words.add(word.toString());
                word.setLength(0);
                continue;
            }
            word.append(c);
            if (c == escape && quote != '\'') {
                if (at + 1 < text.length()) word.append(text.charAt(++at));
            } else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
            else if (c == quote) quote = 0;
        }
        if (!word.isEmpty()) words.add(word.toString());
        return quote == 0 ? Optional.of(words) : Optional.empty();
    }

    /** The fields of one line of comma-separated values; empty: it is none. */
    static Optional<List<String>> fields(String line) {
        var fields = new ArrayList<String>();
        int at = 0;
        while (true) {
            var field = new StringBuilder();
            if (line.startsWith("\"", at)) {
                at++;
                while (true) {
                    int quote = line.indexOf('"', at);
                    if (quote < 0) return Optional.empty();
                    field.append(line, at, quote);
                    at = quote + 1;
                    if (!line.startsWith("\"", at)) break;
                    field.append('"');
                    at++;
                }
                if (at < line.length() && line.charAt(at) != ',') return Optional.empty();
            } else {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                field.append(line, at, end);
                if (field.indexOf("\"") >= 0) return Optional.empty();
                at = end;
            }
            fields.add(field.toString());
            if (at >= line.length()) return Optional.of(fields);
            at++;
        }
    }

    /** The line whose {@link #fields} these are. */
    static String line(List<String> fields) {
        var written = new ArrayList<String>();
        for (var field : fields)
            written.add(field.contains(",") || field.contains("\"") ? '"' + field.replace("\"", "\"\"") + '"' : field);
        return String.join(",", written);
    }
}
