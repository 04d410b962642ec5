package dev.softservice.runner.report;

import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The JUnit XML dialects, as a stream. A document type declaration is refused, as OWASP's XXE prevention asks; depth, cases and text are bounded.
 */
final class JUnitXml {
    private static final int MAX_DEPTH = 64;
    private static final Pattern ENCODING = Pattern.compile("^\\s*<\\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)");
    /** Close enough to Latin-1 for a report. */
    private static final Set<String> SINGLE_BYTE = Set.of("ISO-8859-1", "ISO-8859-15", "WINDOWS-1252", "US-ASCII", "LATIN1");

    private final List<Case> cases = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Deque<String> suites = new ArrayDeque<>();
    private int claimedFailures;
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;
    private Optional<Open> open = Optional.empty();

    /** The case whose element has begun. */
    private static final class Open {
        private final String suite;
        private final String name;
        private final double seconds;
        private final StringBuilder output = new StringBuilder();
        private State state = State.PASSED;
        private String message = "";

        Open(String suite, String name, double seconds) {
            this.suite = suite;
            this.name = name;
            this.seconds = seconds;
        }
    }

    private JUnitXml() {}

    static TestReport read(byte[] content) {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("external entities are not read");
        });
        var reader = new JUnitXml();
        try {
            return reader.document(factory.createXMLStreamReader(new StringReader(text(content))));
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader also throws unchecked on some malformed encodings.
            reader.faults.add("it is not well-formed XML: " + TestReport.firstLine(String.valueOf(e.getMessage()).replace('\n', ' ')));
            return new TestReport(reader.cases, reader.faults);
        }
    }

    /** Decoded here, since the JDK's reader prints what it can't decode to the process's own error stream. Broken bytes become marks, not faults. */
    private static String text(byte[] content) {
        if (content.length > 1 && (content[0] & 0xff) == 0xfe && (content[1] & 0xff) == 0xff) return new String(content, StandardCharsets.UTF_16);
        if (content.length > 1 && (content[0] & 0xff) == 0xff && (content[1] & 0xff) == 0xfe) return new String(content, StandardCharsets.UTF_16);
        var head = new String(content, 0, Math.min(content.length, 200), StandardCharsets.ISO_8859_1);
        var declared = ENCODING.matcher(head);
        var charset = StandardCharsets.UTF_8;
        if (declared.find() && SINGLE_BYTE.contains(declared.group(1).toUpperCase(Locale.ROOT))) charset = StandardCharsets.ISO_8859_1;
        var text = new String(content, charset);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private TestReport document(XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD -> {
                    return TestReport.unreadable("it has a document type declaration, which no test report needs");
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    return TestReport.unreadable("it refers to the entity '" + xml.getLocalName() + "', which is not read");
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > MAX_DEPTH) return TestReport.unreadable("its elements nest deeper than " + MAX_DEPTH);
                    var root = depth == 1 ? wrongRoot(xml.getLocalName()) : Optional.<String>empty();
                    if (root.isPresent()) return TestReport.unreadable(root.get());
                    start(xml);
                    if (cases.size() > TestReport.MAX_CASES) return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml);
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    end(xml.getLocalName());
                }
                default -> { }
            }
        }
        if (cases.size() > TestReport.MAX_CASES) return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        long failed = cases.stream().filter(test -> test.state() == State.FAILED).count();
        if (claimedFailures > failed) faults.add("it counts " + claimedFailures + " failures and errors but shows " + failed);
        return new TestReport(cases, faults);
    }

    private static Optional<String> wrongRoot(String name) {
        return name.equals("testsuites") || name.equals("testsuite") || name.equals("testrun") ? Optional.empty()
                : Optional.of("its root element is <" + name + ">, not <testsuites> or <testsuite>");
    }

    private void start(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "testsuite" -> {
                suites.push(attribute(xml, "name"));
                claimedFailures += claimed(xml, "failures") + claimed(xml, "errors");
            }
            case "testcase" -> {
                var classname = attribute(xml, "classname");
                var suite = classname.isBlank() ? suites.stream().filter(name -> !name.isBlank()).findFirst().orElse("") : classname;
                var name = attribute(xml, "name");
                open = Optional.of(new Open(suite, name.isBlank() ? "(without a name)" : name, TestReport.seconds(attribute(xml, "time"))));
            }
            case "failure", "error" -> verdict(xml, State.FAILED);
            case "skipped" -> verdict(xml, State.SKIPPED);
            default -> { }
        }
    }

    /** Only what the outermost suites claim is added up: they repeat the claims of their parts. */
    private int claimed(XMLStreamReader xml, String attribute) {
        if (suites.size() > 1) return 0;
        var text = attribute(xml, attribute);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private void verdict(XMLStreamReader xml, State state) {
        if (open.isEmpty()) {
            if (state == State.FAILED) faults.add("it reports an error outside of any test: " + TestReport.firstLine(attribute(xml, "message")));
            return;
        }
        var test = open.get();
        if (test.state == State.FAILED) return;
        test.state = state;
        test.message = TestReport.firstLine(attribute(xml, "message"));
    }

    private void text(XMLStreamReader xml) {
        if (open.isEmpty() || xml.isWhiteSpace()) return;
        var test = open.get();
        int room = Math.min(outputLeft, TestReport.MAX_OUTPUT - test.output.length());
        if (room <= 0) return;
        var text = xml.getText();
        var kept = text.length() > room ? text.substring(0, room) : text;
        test.output.append(kept);
        outputLeft -= kept.length();
    }

    private void end(String element) {
        switch (element) {
            case "testsuite" -> suites.pop();
            case "failure", "error", "skipped", "system-out", "system-err" ->
                open.filter(test -> !test.output.isEmpty() && test.output.charAt(test.output.length() - 1) != '\n').ifPresent(test -> test.output.append('\n'));
            case "testcase" -> {
                open.ifPresent(test -> cases.add(new Case(test.suite, test.name, test.state, test.seconds, message(test), test.output.toString().strip())));
                open = Optional.empty();
            }
            default -> { }
        }
    }

    private static String message(Open test) {
        if (test.state == State.PASSED || !test.message.isEmpty()) return test.message;
        var line = TestReport.firstLine(test.output.toString());
        return line.isEmpty() && test.state == State.FAILED ? "failed without a message" : line;
    }

    private static String attribute(XMLStreamReader xml, String name) {
        var value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
