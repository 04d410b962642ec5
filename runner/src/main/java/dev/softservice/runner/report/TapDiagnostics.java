package dev.softservice.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The YAML block, or the comments, that follow a test line. They are shown as they stand; only a message and a duration are looked for.
 *
 * @param end the line after them
 */
record TapDiagnostics(List<String> lines, int end) {
    private static final Pattern MESSAGE = Pattern.compile("\\s*(?:message|error|reason|diag):\\s*(.*)");
    private static final Pattern EXPECTED = Pattern.compile("\\s*(?:expected|expect|wanted|want)\\s*:\\s*(\\S.*)");
    private static final Pattern ACTUAL = Pattern.compile("\\s*(?:actual|got|have|found|received)\\s*:\\s*(\\S.*)");
    private static final Pattern DURATION = Pattern.compile("\\s*duration_ms:\\s*(\\S+)");
    private static final int MOST_PROSE = 200;
    /** Of a value over several lines, in a message of one. */
    private static final int LONGEST_VALUE = 200;

    private static final Pattern BLOCK = Pattern.compile("[|>][+-]?\\d?[+-]?");
    private static final Pattern KEY = Pattern.compile("\\s*(?:[\\w.-]+|'[^']*'|\"[^\"]*\")\\s*:(?:\\s.*)?");

    /** @param indentation of the stream whose test line they follow; a block is indented further, and ends where it is not any more */
    static TapDiagnostics read(List<String> lines, int at, int indentation) {
        var comments = new ArrayList<String>();
        int end = at;
        while (end < lines.size() && comment(lines.get(end).strip()))
            comments.add(lines.get(end++).strip().replaceFirst("^#\\s?", ""));
        if (end >= lines.size() || !lines.get(end).strip().equals("---") || indentation(lines.get(end)) <= indentation)
            return new TapDiagnostics(comments.isEmpty() ? prose(lines, end, indentation) : comments, end);
        int indented = indentation(lines.get(end++));
        var block = new ArrayList<String>();
        while (end < lines.size() && (lines.get(end).isBlank() || indentation(lines.get(end)) >= indented)) {
            var line = lines.get(end++);
            if (line.strip().equals("...") && indentation(line) == indented) break;
            block.add(line);
        }
        comments.addAll(dedented(block));
        return new TapDiagnostics(comments, end);
    }

    /** Lines below a test that are no TAP and indented further: what some reporters write of a failure. They stay where they are, and count as what they are. */
    private static List<String> prose(List<String> lines, int from, int indentation) {
        return dedented(lines.stream()
                .skip(from)
                .limit(MOST_PROSE)
                .takeWhile(line -> line.isBlank()
                        || indentation(line) > indentation && TapLine.of(line.strip()) instanceof TapLine.Noise)
                .toList());
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static boolean comment(String line) {
        return line.startsWith("#") && !line.startsWith(TapLine.SUBTEST);
    }

    private static List<String> dedented(List<String> block) {
        int indent = block.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return block.stream()
                .map(line -> line.length() <= indent ? line.strip() : line.substring(indent))
                .toList();
    }

    /** What the failure of the test {@code name} says of itself, in one line. */
    String message(String name) {
        for (int i = 0; i < lines.size(); i++) {
            var match = MESSAGE.matcher(lines.get(i));
            if (!match.matches()) continue;
            var said = FailureLine.of(name, value(i, match.group(1).strip()));
            if (said.isPresent()) return said.get();
        }
        var expected = first(EXPECTED);
        var actual = first(ACTUAL);
        if (expected.isPresent() && actual.isPresent())
            return TestReport.firstLine("expected " + expected.get() + ", got " + actual.get());
        var prose = lines.stream().filter(line -> !KEY.matcher(line).matches()).toList();
        return FailureLine.of(name, String.join("\n", prose), text())
                .or(() -> lines.stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .map(TestReport::firstLine))
                .orElse("not ok");
    }

    /** What stands behind a key: on its line, or indented below it. */
    private String value(int at, String inline) {
        if (!BLOCK.matcher(inline).matches()) return unquoted(inline);
        int indented = indentation(lines.get(at));
        return lines.stream()
                .skip(at + 1L)
                .takeWhile(line -> line.isBlank() || indentation(line) > indented)
                .collect(Collectors.joining("\n"));
    }

    private Optional<String> first(Pattern key) {
        for (int i = 0; i < lines.size(); i++) {
            var match = key.matcher(lines.get(i));
            if (!match.matches()) continue;
            var inline = match.group(1).strip();
            if (!BLOCK.matcher(inline).matches()) return Optional.of(inline);
            var whole = value(i, inline).strip().replaceAll("\\s+", " ");
            if (!whole.isEmpty())
                return Optional.of(
                        whole.length() > LONGEST_VALUE ? whole.substring(0, LONGEST_VALUE) + "\u2026" : whole);
        }
        return Optional.empty();
    }

    double seconds() {
        return lines.stream()
                .map(DURATION::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(match -> TestReport.seconds(match.group(1)) / 1000)
                .orElse(0.0);
    }

    String text() {
        return String.join("\n", lines);
    }

    private static String unquoted(String text) {
        return Optional.of(text)
                .filter(quoted -> quoted.length() > 1
                        && (quoted.startsWith("'") && quoted.endsWith("'")
                                || quoted.startsWith("\"") && quoted.endsWith("\"")))
                .map(quoted -> quoted.substring(1, quoted.length() - 1))
                .orElse(text);
    }
}
