package dev.softservice.runner.report;

import java.util.List;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamReader;

/** A suite that has begun, or the root around suites: what its header claims, to be compared with what it turns out to hold. */
final class JUnitSuite {
    private static final int NOTHING = -1;
    private static final int MOST = 999_999_999;

    private final String name;
    private final boolean root;
    private final int first;
    private final int tests;
    private final int failures;
    private final StringBuilder output = new StringBuilder();
    private int own;
    private int ownFailed;
    private int outside;
    private int missing;
    /** A suite inside of it counts other tests than it shows: what sums that up is told already. */
    private boolean told;

    /** @param first how many cases there were before it */
    JUnitSuite(XMLStreamReader xml, int first) {
        root = !xml.getLocalName().equals("testsuite");
        name = JUnitXml.attribute(xml, "name");
        this.first = first;
        failures = sum(claimed(xml, "failures"), claimed(xml, "errors"));
        // doctest and Catch2 count assertions there, by their own sources.
        boolean assertions = !JUnitXml.attribute(xml, "doctest_version").isEmpty()
                || JUnitXml.attribute(xml, "hostname").equals("tbd");
        tests = assertions ? NOTHING : claimed(xml, "tests");
    }

    private static int claimed(XMLStreamReader xml, String attribute) {
        var text = JUnitXml.attribute(xml, attribute)
                .strip()
                .replaceFirst("^[+]?0*(?=[0-9])", "")
                .replaceFirst("\\.0*$", "");
        if (!text.matches("[0-9]+")) return NOTHING;
        return text.length() > 9 ? MOST : Integer.parseInt(text);
    }

    private static int sum(int one, int other) {
        return one == NOTHING || other == NOTHING ? Math.max(one, other) : one + other;
    }

    /** Not the root around suites. */
    boolean isSuite() {
        return !root;
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
        int shown =
                outside + attempts + cases.stream().mapToInt(JUnitCase::faults).sum();
        var counts = (name.isBlank() ? "it" : (root ? "its root '" : "its suite '") + TestReport.firstLine(name) + "'")
                + " counts ";
        int failed = root ? (int) cases.stream().filter(JUnitCase::failed).count() : ownFailed;
        if (failures - shown > missing) {
            missing = failures - shown;
            faults.accept(counts + failures + " failures and errors but shows " + shown);
        } else if (failures != NOTHING && failures < failed)
            notes.accept(counts + failures + " failures and errors but shows " + failed);
        boolean others = tests != NOTHING && (tests > cases.size() + attempts || tests < (root ? cases.size() : own));
        if (others && !told) notes.accept(counts + tests + " tests but shows " + cases.size());
        told |= others;
    }
}
