package dev.softservice.runner.reporting;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run as JUnit XML, one suite for each of the run's suites. The run itself is one more test case, so that a build that broke before
 * the first test is as red as it should be, and a run without tests is not an empty green file.
 */
public final class JunitReport {
    private final XMLStreamWriter xml;

    private JunitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Returns the document, with a line end. */
    public static String of(FinishedRun run) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            new JunitReport(xml).write(run);
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text + "\n";
    }

    private void write(FinishedRun run) throws XMLStreamException {
        Map<String, List<TestResult>> suites = new LinkedHashMap<>();
        run.verdict()
                .report()
                .tests()
                .forEach(test -> suites.computeIfAbsent(test.place(), _ -> new ArrayList<>())
                        .add(test));
        xml.writeStartDocument("UTF-8", "1.0");
        start("testsuites", 0);
        attribute("name", run.distro());
        start("testsuite", 1);
        attribute("name", "softservice");
        attribute("tests", "1");
        attribute("failures", run.verdict() instanceof Verdict.Failed ? "1" : "0");
        attribute(
                "errors",
                run.verdict() instanceof Verdict.Errored || run.verdict() instanceof Verdict.Cancelled ? "1" : "0");
        attribute("time", number(run.seconds()));
        attribute("timestamp", run.startedAt().toString());
        verification(run);
        end(1);
        for (var suite : suites.entrySet()) suite(suite.getKey(), suite.getValue());
        end(0);
        xml.writeEndDocument();
    }

    private void verification(FinishedRun run) throws XMLStreamException {
        start("testcase", 2);
        attribute("classname", "softservice");
        attribute("name", "verification");
        attribute("time", number(run.seconds()));
        var reasons = run.reasons();
        switch (run.verdict()) {
            case Verdict.Passed _ -> {}
            case Verdict.Failed _ -> outcome("failure", reasons.getFirst(), String.join("\n", reasons));
            case Verdict.Errored _ -> outcome("error", reasons.getFirst(), reasons.getFirst());
            case Verdict.Cancelled _ -> outcome("error", "cancelled", "cancelled before it could tell");
        }
        end(2);
    }

    private void suite(String name, List<TestResult> tests) throws XMLStreamException {
        start("testsuite", 1);
        attribute("name", name);
        attribute("tests", Integer.toString(tests.size()));
        attribute("failures", count(tests, TestResult.State.FAILED));
        attribute("errors", "0");
        attribute("skipped", count(tests, TestResult.State.SKIPPED));
        attribute("time", number(tests.stream().mapToDouble(TestResult::seconds).sum()));
        var begun = tests.stream()
                .filter(test -> test.trace().known())
                .mapToLong(test -> test.trace().startMillis())
                .min();
        if (begun.isPresent())
            attribute("timestamp", Instant.ofEpochMilli(begun.getAsLong()).toString());
        for (var test : tests) {
            start("testcase", 2);
            attribute("classname", name);
            attribute("name", test.name());
            attribute("time", number(test.seconds()));
            switch (test.state()) {
                case PASSED -> {}
                case FAILED -> outcome("failure", test.message(), test.message());
                case SKIPPED -> outcome("skipped", test.message(), "");
                case FLAKY -> flaky(test);
            }
            var output = (test.state() == TestResult.State.FLAKY ? test.retry() : test.output()) + attached(test);
            if (!output.isEmpty()) output(output, 3);
            var said = SaidBeside.text(test.trace());
            if (!said.isEmpty()) element("system-err", "What services said meanwhile:\n" + said, 3);
            end(2);
        }
        end(1);
    }

    /** Where the kept files are, by the convention of those who read such reports. */
    private static String attached(TestResult test) {
        return test.attachments().stream()
                .filter(file -> !file.file().isEmpty())
                .map(file -> "\n[[ATTACHMENT|" + file.file() + "]]")
                .collect(Collectors.joining());
    }

    /** As Surefire writes a test that passed when it was run again: the failed attempt with its own output, beside the passing one's. */
    private void flaky(TestResult test) throws XMLStreamException {
        start("flakyFailure", 3);
        attribute("message", test.message());
        attribute("type", "flaky");
        start("stackTrace", 4);
        xml.writeCharacters(allowed(test.message()));
        xml.writeEndElement();
        if (!test.output().isEmpty()) output(test.output(), 4);
        end(3);
    }

    private void output(String text, int depth) throws XMLStreamException {
        element("system-out", text, depth);
    }

    private void element(String name, String text, int depth) throws XMLStreamException {
        start(name, depth);
        xml.writeCharacters(allowed(text));
        xml.writeEndElement();
    }

    private void outcome(String element, String message, String text) throws XMLStreamException {
        start(element, 3);
        attribute("message", message);
        xml.writeCharacters(allowed(text));
        xml.writeEndElement();
    }

    private void start(String element, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeStartElement(element);
    }

    private void end(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, allowed(value));
    }

    private static String count(List<TestResult> tests, TestResult.State state) {
        return Long.toString(
                tests.stream().filter(test -> test.state() == state).count());
    }

    private static String number(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** XML 1.0 has no way to write most control characters. */
    private static String allowed(String text) {
        var kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\t' || c == '\n' || c >= 0x20 && c < 0xd800 || c >= 0xe000 && c < 0xfffe || c > 0xffff
                        ? c
                        : 0xFFFD)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
