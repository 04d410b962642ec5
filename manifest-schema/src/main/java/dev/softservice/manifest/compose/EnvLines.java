package dev.softservice.manifest.compose;

import dev.softservice.manifest.compose.EnvFile.Line;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file of settings as Compose does: {@code NAME=value} or {@code NAME: value}, in quotes over several lines where it has to be. */
final class EnvLines {
    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*(?:(?:=|:(?=\\s|$))(\\s*)(.*))?");

    private final SourceFile source;
    private final List<String> rows;
    private final Notes notes;
    private final List<Line> lines = new ArrayList<>();
    private int row;

    EnvLines(String path, String text, Notes notes) {
        this.source = SourceFile.compose(path);
        this.rows = List.of(text.replace("\uFEFF", "").split("\r\n|\n|\r", -1));
        this.notes = notes;
    }

    List<Line> read() {
        for (row = 0; row < rows.size(); row++) {
            var stripped = rows.get(row).strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) continue;
            var mark = new Mark(source, row + 1, 1 + rows.get(row).indexOf(stripped.charAt(0)));
            var matcher = LINE.matcher(stripped);
            if (matcher.matches()) lines.add(value(mark, matcher));
            else notes.add(mark, Rule.BAD_VALUE, "this line is not NAME=value", "correct it, or make it a # comment");
        }
        return lines;
    }

    /** {@code NAME=value} as it stands: no quotes, no comments behind a value, and dollars are dollars. */
    List<Line> readRaw() {
        for (row = 0; row < rows.size(); row++) {
            var text = rows.get(row).stripLeading();
            if (text.isBlank() || text.startsWith("#")) continue;
            var mark = new Mark(source, row + 1, 1 + rows.get(row).indexOf(text.charAt(0)));
            int equals = text.indexOf('=');
            var name = equals < 0 ? text.strip() : text.substring(0, equals);
            if (name.matches("\\S+"))
                lines.add(new Line(
                        mark, name, equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1)), true));
            else notes.add(mark, Rule.BAD_VALUE, "this line is not NAME=value", "correct it, or make it a # comment");
        }
        return lines;
    }

    private Line value(Mark mark, Matcher line) {
        var name = line.group(1);
        if (line.group(3) == null) return new Line(mark, name, Optional.empty(), false);
        var value = line.group(3);
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        if (quote == '\'' || quote == '"') {
            var quoted = quoted(value.substring(1), quote);
            if (quoted.isPresent())
                return new Line(mark, name, quoted.map(text -> quote == '"' ? unescaped(text) : text), quote == '\'');
        }
        // Only behind a blank a # begins a comment: a colour begins with one, too.
        var comment = line.group(2).isEmpty() ? "\\s#.*$" : "(^|\\s)#.*$";
        return new Line(mark, name, Optional.of(value.replaceFirst(comment, "").strip()), false);
    }

    /** What stands before the closing quote, in this line or a later one; empty where there is none. */
    private Optional<String> quoted(String first, char quote) {
        var text = new StringBuilder();
        var rest = first;
        for (int at = row; ; rest = rows.get(++at)) {
            int end = end(rest, quote);
            if (end >= 0) {
                row = at;
                return Optional.of(text.append(rest, 0, end).toString());
            }
            text.append(rest).append('\n');
            if (at + 1 >= rows.size()) return Optional.empty();
        }
    }

    private static int end(String text, char quote) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
        }
        return -1;
    }

    /** Of double quotes: the escapes of a shell, and a dollar behind a backslash, which stays a dollar. */
    private static String unescaped(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case '"', '\\' -> out.append(next);
                case '$' -> out.append("$$");
                default -> out.append(c).append(next);
            }
        }
        return out.toString();
    }
}
