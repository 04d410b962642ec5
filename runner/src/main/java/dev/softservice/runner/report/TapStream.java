package dev.softservice.runner.report;

import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One stream at one indentation, as far as it was read, and what makes it no honest one. What the protocol leaves open is judged as its reference reader does, Perl's {@code TAP::Parser}; a stream
 * that says it is of version 14, as that version says.
 */
final class TapStream {
    private static final int OLDEST_VERSION = 13;
    private static final int NEWEST_VERSION = 14;
    private static final int MOST_NAMED = 5;

    final String suite;
    final int depth;
    Optional<TapLine.Plan> plan = Optional.empty();
    Optional<String> noise = Optional.empty();
    String announced = "";
    boolean strict;
    int seen;
    /** How many cases there were before the subtests of the next test line. */
    int before;

    private final Map<Integer, Integer> numbers = new TreeMap<>();
    private Optional<String> disorder = Optional.empty();
    private boolean planLast;
    private boolean behindPlan;
    private boolean versioned;
    private int version = OLDEST_VERSION - 1;

    TapStream(String suite, int depth, int before) {
        this.suite = suite;
        this.depth = depth;
        this.before = before;
    }

    /** A stream of subtests. */
    TapStream inner(String name, int before) {
        var inner = new TapStream(name, depth + 1, before);
        inner.strict = strict;
        inner.version = version;
        return inner;
    }

    private String label() {
        return depth == 0 ? "it" : "its subtest '" + suite + "'";
    }

    void version(int number, Consumer<String> faults) {
        if (seen > 0 || plan.isPresent() || versioned)
            faults.accept(label() + " gives its version behind its first line");
        else if (number < OLDEST_VERSION || number > NEWEST_VERSION)
            faults.accept(label() + " says that it is TAP version " + number + "; there are " + OLDEST_VERSION + " and "
                    + NEWEST_VERSION + " to say");
        else version = number;
        versioned = true;
    }

    void plan(TapLine.Plan read, Consumer<String> faults) {
        if (plan.isPresent()) faults.accept(label() + " has two plans");
        plan = Optional.of(read);
        planLast = seen > 0;
    }

    void test(TapLine.Test test, Consumer<String> faults) {
        if (planLast && !behindPlan) {
            behindPlan = true;
            faults.accept(label() + " shows tests before its plan and behind it");
        }
        seen++;
        int number = test.number().orElse(seen);
        numbers.merge(number, 1, Integer::sum);
        if (number != seen && disorder.isEmpty())
            disorder = Optional.of(label() + " shows test " + number + " where test " + seen + " is due");
    }

    /** Version 14 alone excuses what failed and says that it was skipped. */
    State state(TapLine.Test test) {
        if (test.directive().isEmpty()) return test.ok() ? State.PASSED : State.FAILED;
        if (test.directive().get().todo()) return test.ok() ? State.PASSED : State.SKIPPED;
        return test.ok() || version >= NEWEST_VERSION ? State.SKIPPED : State.FAILED;
    }

    void end(Consumer<String> faults, Consumer<String> notes) {
        if (depth == 0 && seen == 0 && plan.isEmpty() && noise.isPresent()) {
            faults.accept(
                    "it is neither JUnit XML nor TAP: it begins with '" + TestReport.firstLine(noise.get()) + "'");
            return;
        }
        if (plan.isEmpty()) {
            faults.accept(label() + " has no plan (a line such as 1..4), so it may be cut short");
            return;
        }
        int planned = plan.get().tests();
        if (planned != seen) faults.accept(label() + " plans " + planned + " tests and shows " + seen);
        var outside = numbers.keySet().stream()
                .filter(number -> number < 1 || number > planned)
                .findFirst();
        var wrong = wrongNumbers(planned);
        if (outside.isPresent())
            faults.accept(label() + " plans the tests 1 to " + planned + " and shows number " + outside.get());
        else if (planned == seen && !wrong.isEmpty())
            faults.accept((depth == 0 ? "" : label() + ": ") + String.join(", ", wrong));
        else if (planned == seen && version >= NEWEST_VERSION) disorder.ifPresent(notes);
        else if (planned == seen) disorder.ifPresent(faults);
    }

    private List<String> wrongNumbers(int planned) {
        var doubled = numbers.entrySet().stream()
                .filter(number -> number.getValue() > 1)
                .map(number -> "test " + number.getKey() + " was reported "
                        + (number.getValue() == 2 ? "twice" : number.getValue() + " times"))
                .limit(MOST_NAMED)
                .toList();
        var wrong = new ArrayList<>(doubled);
        if (planned <= TestReport.MAX_CASES)
            java.util.stream.IntStream.rangeClosed(1, planned)
                    .filter(number -> !numbers.containsKey(number))
                    .limit(MOST_NAMED)
                    .forEach(number -> wrong.add("test " + number + " never"));
        return wrong;
    }
}
