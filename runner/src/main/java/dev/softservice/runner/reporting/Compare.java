package dev.softservice.runner.reporting;

import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.ShowableText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What was expected and what came, line by line, and within lines that changed word by word. */
public final class Compare {
    private static final int MOST_LINES = 300;
    private static final int MOST_WORDS = 600;
    /** Equal lines shown around those that differ. */
    private static final int AROUND = 2;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+|\\s+|.", Pattern.DOTALL);

    /** One comparison; {@code what}: of which it is. */
    public record View(String what, List<Row> rows) {}

    /**
     * One line.
     *
     * @param kind {@code del}: expected, and did not come; {@code add}: came instead; {@code same}; {@code gap}: lines that are equal are left out here
     * @param word the same for who only hears it: {@code expected}, {@code came}, or empty
     */
    public record Row(String kind, String sign, String word, List<Part> parts) {}

    /** {@code changed}: the other side has something else here. */
    public record Part(boolean changed, String text) {}

    private final List<Row> rows = new ArrayList<>();

    private Compare() {}

    /** Fit to be shown, whatever a stranger's program printed. */
    public static View of(Difference difference) {
        var expected = lines(ShowableText.of(difference.expected()));
        var actual = lines(ShowableText.of(difference.actual()));
        var compare = new Compare();
        compare.lines(expected, actual);
        return new View(ShowableText.of(difference.what()), shortened(compare.rows));
    }

    private static List<String> lines(String text) {
        var lines = text.isEmpty() ? List.of("(nothing)") : text.lines().toList();
        return lines.size() <= MOST_LINES ? lines : lines.subList(0, MOST_LINES);
    }

    private void lines(List<String> expected, List<String> actual) {
        var gone = new ArrayList<String>();
        var come = new ArrayList<String>();
        for (var step : steps(expected, actual)) {
            switch (step.side()) {
                case EXPECTED -> gone.add(step.text());
                case ACTUAL -> come.add(step.text());
                case BOTH -> {
                    changed(gone, come);
                    rows.add(new Row("same", " ", "", List.of(new Part(false, step.text()))));
                }
            }
        }
        changed(gone, come);
    }

    /** Lines that differ, those of one place beside each other; both lists are empty afterwards. */
    private void changed(List<String> gone, List<String> come) {
        int pairs = Math.min(gone.size(), come.size());
        var after = new ArrayList<Row>();
        for (int i = 0; i < gone.size(); i++) {
            var words = i < pairs ? words(gone.get(i), come.get(i)) : new Words(whole(gone.get(i)), List.of());
            rows.add(new Row("del", "−", "expected", words.expected()));
            if (i < pairs) after.add(new Row("add", "+", "came", words.actual()));
        }
        rows.addAll(after);
        for (int i = pairs; i < come.size(); i++) rows.add(new Row("add", "+", "came", whole(come.get(i))));
        gone.clear();
        come.clear();
    }

    private static List<Part> whole(String line) {
        return List.of(new Part(false, line));
    }

    private record Words(List<Part> expected, List<Part> actual) {}

    private static Words words(String expected, String actual) {
        var old = WORD.matcher(expected).results().map(word -> word.group()).toList();
        var now = WORD.matcher(actual).results().map(word -> word.group()).toList();
        if (old.size() > MOST_WORDS || now.size() > MOST_WORDS) return new Words(whole(expected), whole(actual));
        var steps = steps(old, now);
        // Lines with nothing but a blank in common are two lines, not one that changed.
        boolean alike = steps.stream()
                .anyMatch(step -> step.side() == Side.BOTH && !step.text().isBlank());
        return alike
                ? new Words(side(steps, Side.EXPECTED), side(steps, Side.ACTUAL))
                : new Words(whole(expected), whole(actual));
    }

    private static List<Part> side(List<Step> steps, Side side) {
        var parts = new ArrayList<Part>();
        for (var step : steps) {
            if (step.side() != side && step.side() != Side.BOTH) continue;
            boolean changed = step.side() == side;
            if (!parts.isEmpty() && parts.getLast().changed() == changed)
                parts.set(parts.size() - 1, new Part(changed, parts.getLast().text() + step.text()));
            else parts.add(new Part(changed, step.text()));
        }
        return parts;
    }

    private enum Side {
        EXPECTED,
        ACTUAL,
        BOTH
    }

    private record Step(Side side, String text) {}

    /** From one list to the other by the longest list that both contain. */
    private static List<Step> steps(List<String> expected, List<String> actual) {
        var longest = new int[expected.size() + 1][actual.size() + 1];
        for (int i = expected.size() - 1; i >= 0; i--)
            for (int j = actual.size() - 1; j >= 0; j--)
                longest[i][j] = expected.get(i).equals(actual.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
        var steps = new ArrayList<Step>();
        int i = 0;
        int j = 0;
        while (i < expected.size() || j < actual.size()) {
            boolean same =
                    i < expected.size() && j < actual.size() && expected.get(i).equals(actual.get(j));
            if (same) {
                steps.add(new Step(Side.BOTH, expected.get(i++)));
                j++;
            } else if (j == actual.size() || i < expected.size() && longest[i + 1][j] >= longest[i][j + 1])
                steps.add(new Step(Side.EXPECTED, expected.get(i++)));
            else steps.add(new Step(Side.ACTUAL, actual.get(j++)));
        }
        return steps;
    }

    private static List<Row> shortened(List<Row> rows) {
        var kept = new ArrayList<Row>();
        for (int i = 0; i < rows.size(); i++) {
            boolean near = rows.subList(Math.max(0, i - AROUND), Math.min(rows.size(), i + AROUND + 1)).stream()
                    .anyMatch(row -> !row.kind().equals("same"));
            if (near) kept.add(rows.get(i));
            else if (kept.isEmpty() || !kept.getLast().kind().equals("gap"))
                kept.add(new Row("gap", " ", "", List.of(new Part(false, "…"))));
        }
        return List.copyOf(kept);
    }
}
