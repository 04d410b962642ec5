package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tests of several reports, with those of one name kept apart by a number: examples of one outline, or one test with several parameters. Only where the report's producer is known to write
 * each attempt as one more test (gotestsum with {@code --rerun-fails}), and the command says that all went well, what failed and passed is one test, and flaky.
 */
final class Namesakes {
    private record Name(String suite, String name) {
        Name numbered(int number) {
            return number == 1 ? this : new Name(suite, name + " #" + number);
        }
    }

    private final boolean believed;
    private final List<TestResult> all = new ArrayList<>();
    private final Map<Name, Integer> seen = new LinkedHashMap<>();
    private final Set<Name> taken = new HashSet<>();

    /** @param believed the command that wrote the reports exited with 0 */
    Namesakes(boolean believed) {
        this.believed = believed;
    }

    /**
     * The tests of one more report.
     *
     * @param attempts see {@link dev.softservice.runner.report.TestReport#attempts}
     */
    void add(List<TestResult> report, boolean attempts) {
        Map<Name, List<TestResult>> groups = new LinkedHashMap<>();
        report.forEach(result -> groups.computeIfAbsent(new Name(result.suite(), result.name()), _ -> new ArrayList<>())
                .add(result));
        // A tool that runs failed tests again does not run those again that passed.
        boolean reruns = believed && attempts && groups.values().stream().noneMatch(Namesakes::passedTwice);
        if (!reruns) {
            report.forEach(result -> all.add(numbered(new Name(result.suite(), result.name()), result)));
            return;
        }
        groups.forEach((name, group) -> {
            if (retried(group)) all.add(numbered(name, passedAgain(group)));
            else group.forEach(result -> all.add(numbered(name, result)));
        });
    }

    private static boolean passedTwice(List<TestResult> group) {
        return group.stream().filter(result -> result.state() == State.PASSED).count() > 1;
    }

    List<TestResult> apart() {
        return List.copyOf(all);
    }

    private static boolean retried(List<TestResult> group) {
        return group.getLast().state() == State.PASSED
                && group.subList(0, group.size() - 1).stream().allMatch(result -> result.state() == State.FAILED)
                && group.size() > 1;
    }

    private static TestResult passedAgain(List<TestResult> group) {
        var first = group.getFirst();
        var last = group.getLast();
        return first.taking(last.seconds())
                .flaky(
                        last.output(),
                        group.stream()
                                .flatMap(result -> result.attachments().stream())
                                .toList());
    }

    private TestResult numbered(Name name, TestResult result) {
        var own = name.numbered(seen.merge(name, 1, Integer::sum));
        // A test may be called so itself.
        while (!taken.add(own)) own = name.numbered(seen.merge(name, 1, Integer::sum));
        if (own.equals(name)) return result;
        return result.named(own.name());
    }
}
