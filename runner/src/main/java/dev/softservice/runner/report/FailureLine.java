package dev.softservice.runner.report;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the line by which a failure is told: the first that says more than that something failed, which test it was, or where. Where that line leaves open what came
 * instead, the next ones are added.
 */
final class FailureLine {
    private static final Pattern VAGUE =
            Pattern.compile("(?i)(?:(?:the |a )?(?:test|tests|assertion|check|step|run|case|scenario)? ?(?:has"
                    + " )?(?:failed|failure|failures|fail|error|errors|errored|failing|broken)|not"
                    + " ok|null|none|nil|undefined|true|false|n/a|exception|with expansion|stack"
                    + " ?trace|details?|message|output|std(?:out|err)|(?:an )?(?:unknown|unexpected) error|an error"
                    + " occurred|traceback \\(most recent call last\\)|failed (?:\\(todo\\) )?test\\b.*|looks like you"
                    + " (?:failed|planned)\\b.*|error trace:.*)[\\s.:!]*");
    /** An exception without a message. */
    private static final Pattern BARE_TYPE = Pattern.compile(
            "(?:[\\w$]+[.:\\\\]{1,2})*[\\w$]*(?:Error|Exception|Failure|Failed|Throwable|ErrorException)[\\s:]*");
    /** A place alone, as compilers, debuggers and frameworks write it. */
    private static final Pattern PLACE = Pattern.compile("(?i)(?:(?:failed|error|failure|skipped)[:,]"
            + " *)?(?:\\S*[./\\\\]\\S*(?::\\d+){1,2}:?|\\S+\\(\\d+(?:,\\d+)?\\):?|at .+|file \".*\", line"
            + " \\d+.*|\\((?:in|from) .*(?:file|line) .*)");

    /** What stands before a test's own name where nothing but that is said: a place, a project, "not ok 3 -". */
    private static final Pattern BEFORE_NAME = Pattern.compile("(?i)(?:(?:failure|failed|error)[: ]*\\(.*?\\d\\W*\\):?"
            + "|not ok(?: \\d+)?(?: -)?|\\S+ \u203a(?: \\S+ \u203a)*|\\S+?:\\d+(?::\\d+)?)\\s+");

    private static final Pattern RULE = Pattern.compile("[\\W_]+");
    private static final Pattern EXPECTED =
            Pattern.compile("(?i)(?:expected|want(?:ed)?|have|got|actual|received|found)\\b.*");
    private static final Pattern INSTEAD =
            Pattern.compile("(?i)(?:but|actual|received|got|found|was|expected|want(?:ed)?)\\b.*");
    private static final String EXPANSION = "with expansion:";
    private static final int NEXT_LINES = 3;
    /** How far below a sentence what was expected may stand. */
    private static final int LINES_BELOW = 6;

    private final String name;

    private FailureLine(String name) {
        this.name = name;
    }

    /** The line of the first of {@code texts} that has one, of the test {@code name}. */
    static Optional<String> of(String name, String... texts) {
        return Stream.of(texts)
                .map(text -> new FailureLine(name).line(text))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> line(String text) {
        var lines = text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.replaceFirst("^#(?=\\s)", " "))
                .toList();
        int below = Integer.MAX_VALUE;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            int indentation =
                    lines.get(i).length() - lines.get(i).stripLeading().length();
            // What Python's traceback passes through stands before what was raised.
            if (indentation > below) continue;
            below = line.startsWith("Traceback (") ? indentation : Integer.MAX_VALUE;
            if (!saysNothing(line)) return Optional.of(TestReport.firstLine(whole(lines, i)));
        }
        return Optional.empty();
    }

    private boolean saysNothing(String line) {
        return line.startsWith("=== ")
                || line.startsWith("--- ")
                || line.startsWith("+++ ")
                || line.startsWith("@@ ")
                || RULE.matcher(line).matches()
                || VAGUE.matcher(line).matches()
                || BARE_TYPE.matcher(line).matches()
                || PLACE.matcher(line).matches()
                || namesOnly(line);
    }

    /** Only which test it was, perhaps with its class and its parameters. */
    private boolean namesOnly(String line) {
        var before = BEFORE_NAME.matcher(line);
        if (before.lookingAt() && isName(line.substring(before.end()))) return true;
        return isName(line);
    }

    private boolean isName(String text) {
        var line = text.replaceFirst("[\\s\u2500\u2550=-]+$", "");
        int at = line.indexOf(name);
        return at >= 0
                && line.substring(0, at).matches("[\\w\\\\.:$>/#-]*")
                && line.substring(at + name.length()).matches("\\s*(?:\\(.*\\)|\\[.*\\])?[\\s:.]*");
    }

    /** What an expression came to, as Catch2 tells it. */
    static Optional<String> expansion(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .dropWhile(line -> !line.equals(EXPANSION))
                .skip(1)
                .findFirst();
    }

    private static String whole(List<String> lines, int at) {
        var line = lines.get(at).strip();
        var next = lines.subList(at + 1, Math.min(lines.size(), at + 1 + NEXT_LINES)).stream()
                .map(String::strip)
                .takeWhile(below -> !PLACE.matcher(below).matches())
                .toList();
        if (!next.isEmpty() && next.getFirst().startsWith("doesn't match")) return line + " " + next.getFirst();
        if (line.endsWith(":") && !next.isEmpty()) return line + " " + String.join(" … ", next);
        // Of a difference, what there should be and what there is; of some matchers, a sentence over several lines.
        if (line.startsWith("-") && !next.isEmpty() && next.getFirst().startsWith("+"))
            return line + ", " + next.getFirst();
        if (line.equals("Expected") && !next.isEmpty()) return line + " " + String.join(" ", next);
        if (!next.isEmpty()
                && EXPECTED.matcher(line).matches()
                && INSTEAD.matcher(next.getFirst()).matches()) return line + ", " + next.getFirst();
        return EXPECTED.matcher(line).matches() ? line : line + values(lines, at + 1);
    }

    /** What was expected and what came instead, where two lines below a sentence say so; else nothing. */
    private static String values(List<String> lines, int from) {
        int end = Math.min(lines.size(), from + LINES_BELOW);
        for (int i = from; i + 1 < end; i++) {
            var expected = lines.get(i).strip();
            var instead = lines.get(i + 1).strip();
            if (expected.matches("(?i)(?:expected|actual|received)\\b[^:]{0,20}:.+")
                    && instead.matches("(?i)(?:expected|actual|received|but was)\\b[^:]{0,20}:.+"))
                return " \u2026 " + expected + ", " + instead;
        }
        return "";
    }
}
