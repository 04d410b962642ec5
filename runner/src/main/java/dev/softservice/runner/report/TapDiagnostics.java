package dev.softservice.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The YAML block, or the comments, that follow a test line. They are shown as they stand; only a message and a duration are looked for.
 *
 * @param end the line after them
 */
record TapDiagnostics(List<String> lines, int end) {
    private static final Pattern MESSAGE = Pattern.compile("(?:message|error):\\s*(.*)");
    private static final Pattern DURATION = Pattern.compile("duration_ms:\\s*(\\S+)");
    private static final Pattern BLOCK = Pattern.compile("[|>][+-]?\\d?");

    static TapDiagnostics read(List<String> lines, int at) {
        var block = new ArrayList<String>();
        if (at < lines.size() && lines.get(at).strip().equals("---")) {
            int end = at + 1;
            while (end < lines.size() && !lines.get(end).strip().equals("...")) block.add(lines.get(end++));
            return new TapDiagnostics(dedented(block), Math.min(end + 1, lines.size()));
        }
        int end = at;
        while (end < lines.size() && comment(lines.get(end).strip()))
            block.add(lines.get(end++).strip().replaceFirst("^#\\s?", ""));
        return new TapDiagnostics(block, end);
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

    /** What a failure says of itself, in one line. */
    String message() {
        for (int i = 0; i < lines.size(); i++) {
            var match = MESSAGE.matcher(lines.get(i));
            if (!match.matches()) continue;
            boolean below = BLOCK.matcher(match.group(1).strip()).matches() && i + 1 < lines.size();
            var said = TestReport.firstLine(unquoted((below ? lines.get(i + 1) : match.group(1)).strip()));
            if (!said.isEmpty()) return said;
        }
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(TestReport::firstLine)
                .orElse("not ok");
    }

    double seconds() {
        return lines.stream()
                .map(DURATION::matcher)
                .filter(java.util.regex.Matcher::matches)
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
