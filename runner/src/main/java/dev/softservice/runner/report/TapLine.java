package dev.softservice.runner.report;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One line of a TAP stream, without its indentation. */
sealed interface TapLine {
    Pattern TEST = Pattern.compile("(not )?ok\\b(?:[ \\t]+(\\d{1,9})\\b)?(.*)", Pattern.DOTALL);
    Pattern PLAN = Pattern.compile("1\\.\\.(\\d{1,9})\\s*(?:#\\s*(.*))?", Pattern.DOTALL);
    Pattern DIRECTIVE = Pattern.compile("#\\s*(skip\\S*|todo)\\b:?\\s*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    String SUBTEST = "# Subtest";

    /** @param skip why nothing of it runs; empty: there is no such word */
    record Plan(int tests, Optional<String> skip) implements TapLine {}

    /** @param number as the stream gives it; {@code buffered}: its subtests follow, in braces */
    record Test(boolean ok, Optional<Integer> number, String name, Optional<Directive> directive, boolean buffered)
            implements TapLine {}

    record Directive(boolean todo, String why) {}

    record Subtest(String name) implements TapLine {}

    record Bail(String why) implements TapLine {}

    record Strict(boolean on) implements TapLine {}

    /** What every version of the protocol allows and what says nothing of a test: comments, other pragmas, the version. */
    record Aside() implements TapLine {}

    /** What is no TAP at all. */
    record Noise(String text) implements TapLine {}

    static TapLine of(String text) {
        var plan = PLAN.matcher(text);
        if (plan.matches())
            return new Plan(
                    Integer.parseInt(plan.group(1)),
                    Optional.ofNullable(plan.group(2))
                            .filter(why -> why.toLowerCase(Locale.ROOT).startsWith("skip"))
                            .map(why -> why.replaceFirst("\\S+\\s*", "")));
        var test = TEST.matcher(text);
        if (test.matches())
            return test(
                    test.group(1) == null, Optional.ofNullable(test.group(2)).map(Integer::valueOf), test.group(3));
        if (text.startsWith("Bail out!"))
            return new Bail(unescaped(text.substring("Bail out!".length()).strip()));
        if (text.startsWith(SUBTEST))
            return new Subtest(unescaped(text.substring(SUBTEST.length()).replaceFirst("^:?\\s*", "")));
        if (text.equals("pragma +strict") || text.equals("pragma -strict")) return new Strict(text.charAt(7) == '+');
        if (text.isEmpty()
                || text.startsWith("#")
                || text.startsWith("pragma ")
                || text.startsWith("TAP version ")
                || text.equals("}")) return new Aside();
        return new Noise(text);
    }

    private static Test test(boolean ok, Optional<Integer> number, String rest) {
        int mark = mark(rest);
        var directive = mark < 0 ? Optional.<Directive>empty() : directive(rest.substring(mark));
        var name = (directive.isPresent() ? rest.substring(0, mark) : rest).strip();
        boolean buffered = name.endsWith("{") || rest.strip().endsWith("{");
        if (name.endsWith("{")) name = name.substring(0, name.length() - 1).strip();
        if (name.startsWith("-")) name = name.substring(1).strip();
        return new Test(ok, number, unescaped(name), directive, buffered);
    }

    private static Optional<Directive> directive(String text) {
        var match = DIRECTIVE.matcher(text);
        if (!match.matches()) return Optional.empty();
        return Optional.of(new Directive(
                match.group(1).equalsIgnoreCase("todo"),
                unescaped(match.group(2).strip())));
    }

    /** The first # that no backslash takes away and that a directive stands behind; -1: none. */
    private static int mark(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == '#'
                    && DIRECTIVE.matcher(text).region(i, text.length()).matches()) return i;
        }
        return -1;
    }

    /** {@code \#} and {@code \\}, the two escapes of TAP 14. */
    private static String unescaped(String text) {
        return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([#\\\\])", "$1");
    }
}
