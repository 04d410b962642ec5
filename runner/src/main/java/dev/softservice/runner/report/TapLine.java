package dev.softservice.runner.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One line of a TAP stream, without its indentation. */
sealed interface TapLine {
    Pattern TEST = Pattern.compile("(not )?ok\\b(?:[ \\t]+(\\d+)\\b)?(.*)", Pattern.DOTALL);
    Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)\\s*(?:#\\s*(.*))?", Pattern.DOTALL);
    /** Whatever follows it, nothing is to run. */
    Pattern NO_PLAN = Pattern.compile("1\\.\\.0+(?!\\d).*", Pattern.DOTALL);

    Pattern VERSION = Pattern.compile("(?i)TAP\\s+version\\s+(\\d+)");
    Pattern BAIL = Pattern.compile("(?i)Bail out!(.*)", Pattern.DOTALL);
    Pattern PRAGMA = Pattern.compile("pragma\\s+([-+][\\w-]+\\s*(?:,\\s*[-+][\\w-]+\\s*)*)");
    /** A word that is one, not the beginning of another ({@code skipped}, {@code todo-list}, {@code todo.txt}). */
    Pattern DIRECTIVE = Pattern.compile(
            "#\\s*(skip|todo)(?=$|[\\s:(\\[]|[;,.!?]+(?:\\s|$)):?\\s*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** What is meant as one. */
    Pattern MEANT = Pattern.compile("#\\s*(skip\\S*|todo)\\b:?\\s*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    Pattern ANY = Pattern.compile("#.*", Pattern.DOTALL);
    int MOST = 999_999_999;
    String SUBTEST = "# Subtest";

    /** @param skip why nothing of it runs; empty: there is no such word */
    record Plan(int tests, Optional<String> skip) implements TapLine {}

    /** @param number as the stream gives it; {@code buffered}: it ends as one does whose subtests follow in braces */
    record Test(boolean ok, Optional<Integer> number, String name, Optional<Directive> directive, boolean buffered)
            implements TapLine {}

    record Directive(boolean todo, String why) {}

    record Subtest(String name) implements TapLine {}

    record Bail(String why) implements TapLine {}

    record Strict(boolean on) implements TapLine {}

    record Version(int number) implements TapLine {}

    /** What every version of the protocol allows and what says nothing of a test: comments, other pragmas. */
    record Aside() implements TapLine {}

    /** What is no TAP at all. */
    record Noise(String text) implements TapLine {}

    /** @param text without the spaces that it is indented by; whatever else stands before a test makes it none */
    static TapLine of(String text) {
        var plan = PLAN.matcher(text);
        if (plan.matches())
            return new Plan(
                    number(plan.group(1)),
                    Optional.ofNullable(plan.group(2))
                            .filter(why -> why.toLowerCase(Locale.ROOT).startsWith("skip"))
                            .map(why -> why.replaceFirst("\\S+\\s*", "")));
        if (NO_PLAN.matcher(text).matches()) return new Plan(0, Optional.empty());
        var test = TEST.matcher(text);
        if (test.matches())
            return test(
                    test.group(1) == null, Optional.ofNullable(test.group(2)).map(TapLine::number), test.group(3));
        var bail = BAIL.matcher(text.strip());
        if (bail.matches()) return new Bail(unescaped(bail.group(1).strip()));
        if (text.startsWith(SUBTEST))
            return new Subtest(unescaped(text.substring(SUBTEST.length()).replaceFirst("^:?\\s*", "")));
        var version = VERSION.matcher(text);
        if (version.matches()) return new Version(number(version.group(1)));
        var pragma = PRAGMA.matcher(text);
        if (pragma.matches()) return pragma(List.of(pragma.group(1).split("[,\\s]+")));
        if (text.isEmpty() || text.strip().startsWith("#") || text.equals("}")) return new Aside();
        return new Noise(text);
    }

    private static TapLine pragma(List<String> switches) {
        if (switches.contains("+strict")) return new Strict(true);
        return switches.contains("-strict") ? new Strict(false) : new Aside();
    }

    /** Nobody has more tests than that. */
    private static int number(String digits) {
        var significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 9 ? MOST : Integer.parseInt(significant);
    }

    /**
     * A failure is excused only by a directive as the protocol has it: behind the first {@code #} that no backslash takes away, as its reference reader looks for it. A test that is ok counts as
     * skipped by whatever is meant to say so.
     */
    private static Test test(boolean ok, Optional<Integer> number, String rest) {
        int mark = ok ? mark(rest, MEANT) : first(rest);
        var directive =
                mark < 0 ? Optional.<Directive>empty() : directive(rest.substring(mark), ok ? MEANT : DIRECTIVE);
        var name = (directive.isPresent() ? rest.substring(0, mark) : rest).strip();
        boolean buffered = name.endsWith("{") || rest.strip().endsWith("{");
        if (name.endsWith("{")) name = name.substring(0, name.length() - 1).strip();
        if (name.startsWith("-")) name = name.substring(1).strip();
        return new Test(ok, number, unescaped(name), directive, buffered);
    }

    private static Optional<Directive> directive(String text, Pattern pattern) {
        var match = pattern.matcher(text);
        if (!match.matches()) return Optional.empty();
        return Optional.of(new Directive(
                match.group(1).equalsIgnoreCase("todo"),
                unescaped(match.group(2).strip())));
    }

    /** The first # that no backslash takes away; -1: none. */
    private static int first(String text) {
        return mark(text, ANY);
    }

    /** The first # that no backslash takes away and that {@code pattern} stands behind; -1: none. */
    private static int mark(String text, Pattern pattern) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == '#'
                    && pattern.matcher(text).region(i, text.length()).matches()) return i;
        }
        return -1;
    }

    /** {@code \#} and {@code \\}, the two escapes of TAP 14. */
    private static String unescaped(String text) {
        return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([#\\\\])", "$1");
    }
}
