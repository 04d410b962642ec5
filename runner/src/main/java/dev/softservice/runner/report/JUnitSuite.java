package dev.softservice.runner.report;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamReader;

/** A suite that has begun, or the root around suites: what its header claims, to be compared with what it turns out to hold. */
final class JUnitSuite {
    private static final int NOTHING = -1;
    private static final int MOST = 999_999_999;
    /** Digits of any script, perhaps with a sign, grouped by thousands, or as a decimal. */
    private static final Pattern COUNT =
            Pattern.compile("[+]?(\\p{Nd}+|\\p{Nd}{1,3}(?:[,'\u2019 \u00a0\u202f]\\p{Nd}{3})+)(?:\\.0*)?");

    private static final Pattern SOME = Pattern.compile("(?!-).*[\\p{Nd}&&[^0]].*", Pattern.DOTALL);

    private final String name;
    private final boolean root;
    private final int first;
    private final int tests;
    private final int failures;
    /** Claimed as failures, and as errors once more; -1: not so. */
    private final int doubled;
    /** What stands where a count of failures or errors should, and is none. */
    private final List<String> unread;

    private final String time;
    private final StringBuilder output = new StringBuilder();
    private int own;
    private int ownFailed;
    private int outside;
    private int missing;
    /** A suite inside of it counts other tests than it shows: what sums that up is told already. */
    private boolean told;

    private boolean unsuccessful;
    private String reason = "";

    /** @param first how many cases there were before it */
    JUnitSuite(XMLStreamReader xml, int first) {
        root = !JUnitXml.name(xml).equals("testsuite");
        name = JUnitXml.attribute(xml, "name");
        this.first = first;
        time = JUnitXml.attribute(xml, "time");
        // Some say so with another word.
        int failed = Math.max(claimed(xml, "failures"), claimed(xml, "failed"));
        int errors = claimed(xml, "errors");
        failures = sum(failed, errors);
        doubled = failed == errors ? failed : NOTHING;
        unread = Stream.of("failures", "errors")
                .map(counter -> JUnitXml.attribute(xml, counter).strip())
                .filter(text -> !text.isEmpty() && !COUNT.matcher(text).matches())
                .toList();
        // doctest and Catch2 count assertions there, by their own sources.
        boolean assertions = !JUnitXml.attribute(xml, "doctest_version").isEmpty()
                || JUnitXml.attribute(xml, "hostname").equals("tbd");
        tests = assertions ? NOTHING : claimed(xml, "tests");
    }

    private static int claimed(XMLStreamReader xml, String attribute) {
        var count = COUNT.matcher(JUnitXml.attribute(xml, attribute).strip());
        if (!count.matches()) return NOTHING;
        var digits = count.group(1).replaceAll("\\P{Nd}", "");
        int first = 0;
        while (first < digits.length() - 1 && Character.digit(digits.charAt(first), 10) == 0) first++;
        return digits.length() - first > 9 ? MOST : Integer.parseInt(digits.substring(first));
    }

    private static int sum(int one, int other) {
        return one == NOTHING || other == NOTHING ? Math.max(one, other) : one + other;
    }

    /** Not the root around suites. */
    boolean isSuite() {
        return !root;
    }

    /** gotestsum writes its times with six decimals, go-junit-report with three. */
    boolean isTimedAsByGotestsum() {
        return time.matches("[0-9]+\\.[0-9]{6}");
    }

    String name() {
        return name;
    }

    int first() {
        return first;
    }

    StringBuilder output() {
        return output;
    }

    /** It holds this test itself, not by a suite inside of it. */
    void holds(JUnitCase test) {
        own++;
        if (test.failed()) ownFailed++;
    }

    /** It holds a failure or an error that is no test's. */
    void failedOutside() {
        outside++;
    }

    /** It says of itself that it did not succeed. */
    void failedByItsOwnWord() {
        unsuccessful = true;
    }

    void failedFor(String why) {
        reason = why;
    }

    /** What {@code inner} has, it has, too. */
    void holds(JUnitSuite inner) {
        outside += inner.outside;
        missing += inner.missing;
        told |= inner.told;
    }

    /**
     * A header that hides failures which it counts is a fault; any other lie in it is only told, since the cases decide. Producers count tests that failed, or what failed in them, or each
     * attempt: whatever comes out of one of these ways was shown.
     *
     * @param cases those of this suite and of the suites inside
     */
    void compare(List<JUnitCase> cases, Consumer<String> faults, Consumer<String> notes) {
        int attempts = cases.stream().mapToInt(JUnitCase::attempts).sum();
        int shown = outside
                + attempts
                + cases.stream()
                        .mapToInt(test -> Math.max(test.faults(), test.failed() ? 1 : 0))
                        .sum();
        var counts = (name.isBlank() ? "it" : (root ? "its root '" : "its suite '") + TestReport.firstLine(name) + "'")
                + " counts ";
        if (unsuccessful && cases.stream().noneMatch(JUnitCase::failed))
            faults.accept((name.isBlank() ? "it" : "its suite '" + TestReport.firstLine(name) + "'")
                    + " says that it did not succeed, and shows no test that failed"
                    + (reason.isBlank() ? "" : ": " + TestReport.firstLine(reason)));
        int failed = root ? (int) cases.stream().filter(JUnitCase::failed).count() : ownFailed;
        for (var text : unread) {
            var sentence = counts + "'" + TestReport.firstLine(text) + "' failures or errors, which is no number";
            if (SOME.matcher(text).matches()) faults.accept(sentence);
            else notes.accept(sentence);
        }
        // Mocha's own reporter gives what failed a second time, as errors.
        boolean twice = doubled == shown && cases.stream().anyMatch(JUnitCase::failed);
        if (failures - shown > missing && !twice) {
            missing = failures - shown;
            faults.accept(counts + failures + " failures and errors but shows " + shown);
        } else if (failures != NOTHING && failures < failed)
            notes.accept(counts + failures + " failures and errors but shows " + failed);
        boolean others = tests != NOTHING && (tests > cases.size() + attempts || tests < (root ? cases.size() : own));
        if (others && !told) notes.accept(counts + tests + " tests but shows " + cases.size());
        told |= others;
    }
}
