package dev.softservice.runner.report;

import dev.softservice.runner.model.Difference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds in what a framework says of a failure which value it expected and which one came. What is not plainly said is not guessed. */
final class Compared {
    private static final int MOST_LINES = 400;
    private static final int LONGEST_LINE = 2_000;
    /** How far apart the two values may stand, in lines. */
    private static final int APART = 4;

    private static final String BEGIN = "expected: <";
    private static final String BETWEEN = "> but was: <";

    private static final Pattern EXPECTED =
            Pattern.compile("(?i)[E\\s>|]*(?:expected|want(?:ed)?)(?: value)?\\s*:\\s*(\\S.*)");
    private static final Pattern ACTUAL =
            Pattern.compile("(?i)[E\\s>|]*(?:but was|actual|received|got|found)(?: value)?\\s*:\\s*(\\S.*)");

    /** Of one line; the groups are called {@code e} and {@code a}. */
    private static final List<Pattern> SENTENCES = List.of(
            Pattern.compile(
                    "(?i).*?\\bexpected:? (?<e>.{1,500}?),? (?:but )?(?:got|was|found|received):? (?<a>.{1,500})"),
            Pattern.compile("(?i).*?\\bgot:? (?<a>.{1,500}?)[,;] (?:expected|want(?:ed)?):? (?<e>.{1,500})"),
            Pattern.compile("(?i).*?\\bwant(?:ed)?:? (?<e>.{1,500}?)[,;] got:? (?<a>.{1,500})"),
            Pattern.compile(
                    "(?i).*?\\bexpected (?<a>.{1,500}?) to (?:(?:strictly |deeply )?equal|eql?|be) (?<e>.{1,500})"),
            Pattern.compile("(?:E\\s+)?(?:AssertionError: )?assert (?<a>.{1,500}?) == (?<e>.{1,500})"));

    private Compared() {}

    /** The one line by which it is told is surely of this failure; what else the test printed may be of anything, and is looked through after it. */
    static Optional<Difference> of(String message, String text) {
        return Stream.of(message, text)
                .flatMap(each -> Stream.concat(inBrackets(each).stream(), inLines(each).stream()))
                .findFirst();
    }

    /** As JUnit says it; the values may have several lines. */
    private static Optional<Difference> inBrackets(String text) {
        int begin = text.indexOf(BEGIN);
        int between = begin < 0 ? -1 : text.indexOf(BETWEEN, begin);
        int actual = between + BETWEEN.length();
        int end = between < 0 ? -1 : text.indexOf(">", actual);
        if (end < 0) return Optional.empty();
        // The last bracket of its line: a value may have some of its own.
        int line = text.indexOf('\n', end);
        int last = text.lastIndexOf('>', line < 0 ? text.length() : line);
        return Optional.of(new Difference(
                "value", text.substring(begin + BEGIN.length(), between), text.substring(actual, Math.max(end, last))));
    }

    private static Optional<Difference> inLines(String text) {
        var lines = text.lines()
                .limit(MOST_LINES)
                .filter(line -> line.length() <= LONGEST_LINE)
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            var found = twoLines(lines, i).or(sentence(lines.get(i)));
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static Optional<Difference> twoLines(List<String> lines, int at) {
        var next = lines.subList(at + 1, Math.min(lines.size(), at + 1 + APART));
        var expected = EXPECTED.matcher(lines.get(at));
        if (expected.matches())
            return first(ACTUAL, next).map(came -> new Difference("value", expected.group(1), came));
        var actual = ACTUAL.matcher(lines.get(at));
        return actual.matches()
                ? first(EXPECTED, next).map(wanted -> new Difference("value", wanted, actual.group(1)))
                : Optional.empty();
    }

    private static Optional<String> first(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(java.util.regex.Matcher::matches)
                .findFirst()
                .map(match -> match.group(1));
    }

    private static java.util.function.Supplier<Optional<Difference>> sentence(String line) {
        return () -> SENTENCES.stream()
                .map(pattern -> pattern.matcher(line.strip()))
                .filter(java.util.regex.Matcher::matches)
                .findFirst()
                .map(match -> new Difference(
                        "value", match.group("e").strip(), match.group("a").strip()));
    }
}
