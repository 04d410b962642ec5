package dev.softservice.server.web.page;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Use;
import dev.softservice.server.web.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The tests that need no look, by the distro that brought them: the run's own first, then those that it is made of, as they come. */
final class TestGroups {
    private static final int MOST_TESTS = 2_000;

    /** {@code distro} with its version, and {@code href}, are empty for the run's own; {@code counts} are of all its tests, the failed ones too. */
    record Group(String title, String distro, String href, String counts, boolean open, List<Suite> suites) {}

    /** {@code name} is empty for what stands in the manifest itself and not in a report. */
    record Suite(String name, List<Reports.TestView> tests) {}

    private TestGroups() {}

    static List<Group> of(String own, List<Use> uses, List<TestResult> tests) {
        var parts = new LinkedHashMap<Optional<Use>, List<TestResult>>();
        parts.put(Optional.empty(), new ArrayList<>());
        for (var test : tests)
            parts.computeIfAbsent(use(uses, test), _ -> new ArrayList<>()).add(test);
        var groups = new ArrayList<Group>();
        int left = MOST_TESTS;
        for (var part : parts.entrySet()) {
            var shown = part.getValue().stream()
                    .filter(TestGroups::needsNoLook)
                    .limit(left)
                    .toList();
            left -= shown.size();
            if (!shown.isEmpty()) groups.add(group(own, part.getKey(), part.getValue(), shown));
        }
        return groups;
    }

    static boolean needsNoLook(TestResult test) {
        return test.state() == State.PASSED || test.state() == State.SKIPPED;
    }

    /** The runner calls the suites of a used distro {@code PATH (NAME)}, and those of its reports {@code PATH (NAME) / SUITE}. */
    private static Optional<Use> use(List<Use> uses, TestResult test) {
        return uses.stream()
                .filter(use -> test.suite().startsWith(use.used().path() + " ("))
                .findFirst();
    }

    private static Group group(String own, Optional<Use> use, List<TestResult> all, List<TestResult> shown) {
        var suites = new LinkedHashMap<String, List<Reports.TestView>>();
        for (var test : shown)
            suites.computeIfAbsent(suite(own, use, test), _ -> new ArrayList<>())
                    .add(Reports.test(test, false));
        var counts = Reports.inWords(new Run.Counts(
                count(all, State.PASSED),
                count(all, State.FAILED),
                count(all, State.SKIPPED),
                count(all, State.FLAKY)));
        return new Group(
                Text.showable(use.map(used -> used.used().path()).orElse(own)),
                Text.showable(
                        use.map(used -> used.distro() + " " + used.version()).orElse("")),
                use.flatMap(Use::onThisHub).map(name -> "/" + name).orElse(""),
                counts,
                use.isEmpty(),
                suites.entrySet().stream()
                        .map(suite -> new Suite(Text.showable(suite.getKey()), List.copyOf(suite.getValue())))
                        .toList());
    }

    /** The run's own tests have their distro's name for a suite where they come from no report. */
    private static String suite(String own, Optional<Use> use, TestResult test) {
        if (use.isEmpty()) return test.place().equals(own) ? "" : test.place();
        int end = test.place().indexOf(" / ");
        return end < 0 ? "" : test.place().substring(end + " / ".length());
    }

    private static int count(List<TestResult> tests, State state) {
        return (int) tests.stream().filter(test -> test.state() == state).count();
    }
}
