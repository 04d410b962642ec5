package dev.softservice.runner.report;

import dev.softservice.runner.TestResult.State;
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
    private static final Set<String> SINGLE_BYTE =
            Set.of("ISO-8859-1", "ISO-8859-15", "WINDOWS-1252", "US-ASCII", "LATIN1");

    private static final Set<String> ROOTS = Set.of("testsuites", "testsuite", "testrun");
    /** What holds elements; blanks between them are layout. */
    private static final Set<String> CONTAINERS = Set.of(
            "testsuites",
            "testsuite",
            "testrun",
            "testcase",
            "properties",
            "flakyFailure",
            "flakyError",
            "rerunFailure",
            "rerunError");

    private final List<JUnitCase> cases = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Deque<String> elements = new ArrayDeque<>();
    private final Deque<Suite> suites = new ArrayDeque<>();
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;
    private Optional<JUnitCase> open = Optional.empty();

    /** A suite that has begun; {@code first}: how many cases there were before it; {@code output}: what is printed outside of its cases;
     *  {@code tests}, {@code failures}: what it claims, -1 where it claims nothing. */
    private record Suite(String name, int first, StringBuilder output, int tests, int failures) {}

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
            reader.faults.add("it is not well-formed XML: "
                    + TestReport.firstLine(String.valueOf(e.getMessage()).replace('\n', ' ')));
            return reader.report();
        }
    }

    /** Decoded here, since the JDK's reader prints what it can't decode to the process's own error stream. Broken bytes become marks, not faults. */
    private static String text(byte[] content) {
        if (content.length > 1 && (content[0] & 0xff) == 0xfe && (content[1] & 0xff) == 0xff)
            return new String(content, StandardCharsets.UTF_16);
        if (content.length > 1 && (content[0] & 0xff) == 0xff && (content[1] & 0xff) == 0xfe)
            return new String(content, StandardCharsets.UTF_16);
        var head = new String(content, 0, Math.min(content.length, 200), StandardCharsets.ISO_8859_1);
        var declared = ENCODING.matcher(head);
        var charset = StandardCharsets.UTF_8;
        if (declared.find() && SINGLE_BYTE.contains(declared.group(1).toUpperCase(Locale.ROOT)))
            charset = StandardCharsets.ISO_8859_1;
        var text = new String(content, charset);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private TestReport document(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD -> {
                    return TestReport.unreadable("it has a document type declaration, which no test report needs");
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    return TestReport.unreadable(
                            "it refers to the entity '" + xml.getLocalName() + "', which is not read");
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    elements.push(xml.getLocalName());
                    if (elements.size() > MAX_DEPTH)
                        return TestReport.unreadable("its elements nest deeper than " + MAX_DEPTH);
                    if (elements.size() == 1 && !ROOTS.contains(xml.getLocalName()))
                        return TestReport.unreadable(foreign(xml.getLocalName()));
                    start(xml);
                    if (cases.size() > TestReport.MAX_CASES)
                        return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml);
                case XMLStreamConstants.END_ELEMENT -> {
                    elements.pop();
                    end(xml.getLocalName());
                }
                default -> {}
            }
        }
        if (cases.size() > TestReport.MAX_CASES)
            return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        return report();
    }

    /** A suite that hides failures which it counts is red; any other lie in its header is only told, since the cases decide. */
    private void compare(Suite suite) {
        var shown = cases.subList(suite.first(), cases.size());
        int failed = (int) shown.stream().filter(JUnitCase::failed).count();
        var name = suite.name().isBlank() ? "it" : "its suite '" + TestReport.firstLine(suite.name()) + "'";
        var failures = name + " counts " + suite.failures() + " failures and errors but shows " + failed;
        if (suite.failures() > failed) faults.add(failures);
        else if (suite.failures() >= 0 && suite.failures() != failed) notes.add(failures);
        if (suite.tests() >= 0 && suite.tests() != shown.size())
            notes.add(name + " counts " + suite.tests() + " tests but shows " + shown.size());
    }

    private TestReport report() {
        return new TestReport(cases.stream().map(JUnitCase::done).toList(), faults, notes);
    }

    /** Other frameworks' own formats, and what turns them into this one. */
    private static String foreign(String root) {
        var remedy = switch (root) {
            case "test-run", "test-results" -> "; let NUnit write --result=junit.xml;transform=nunit3-junit.xslt";
            case "TestRun" -> "; let dotnet test write it with --logger junit";
            case "assemblies", "assembly" -> "; let xUnit.net write it with -junit";
            case "Site" -> "; let CTest write it with --output-junit";
            case "testng-results" -> "; TestNG writes it too, below junitreports";
            default -> "";
        };
        return "its root element is <" + root + ">, not <testsuites> or <testsuite>" + remedy;
    }

    private void start(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "testsuite" ->
                suites.push(new Suite(
                        attribute(xml, "name"),
                        cases.size(),
                        new StringBuilder(),
                        claimed(xml, "tests"),
                        failures(xml)));
            case "testcase" -> open(xml);
            case "failure", "error" -> verdict(xml, State.FAILED);
            case "skipped", "disabled", "ignored" -> {
                verdict(xml, State.SKIPPED);
                // Node's runner writes the failure that was expected of a test still to be done beside it.
                if (attribute(xml, "type").equals("todo")) open.ifPresent(JUnitCase::expected);
            }
            case "flakyFailure", "flakyError", "rerunFailure", "rerunError" ->
                open.ifPresent(test -> test.attempt(attribute(xml, "message")));
            case "property" -> open.ifPresent(test -> property(xml, test));
            default -> {}
        }
    }

    private void open(XMLStreamReader xml) {
        if (open.isPresent()) faults.add("it has a test inside of a test");
        var name = attribute(xml, "name");
        var classname = attribute(xml, "classname");
        var around = suites.stream()
                .map(Suite::name)
                .filter(suite -> !suite.isBlank() && !suite.equals("(empty)"))
                .findFirst();
        // Jest and CTest put a test's own name there.
        var suite = classname.isBlank() || classname.equals(name) ? around.orElse(classname) : classname;
        var test = new JUnitCase(suite, name, TestReport.seconds(attribute(xml, "time")));
        // GoogleTest tells in attributes alone what was not run.
        var status = attribute(xml, "status");
        if (status.equals("notrun")
                || status.equals("disabled")
                || attribute(xml, "result").equals("skipped")) test.say(State.SKIPPED, "");
        open = Optional.of(test);
    }

    /** Of a test; what a whole suite runs with says little about any of them. */
    private void property(XMLStreamReader xml, JUnitCase test) {
        var value = attribute(xml, "value");
        var name = attribute(xml, "name");
        if (!name.isBlank())
            print(test, name.equals("attachment") ? "[[ATTACHMENT|" + value + "]]\n" : name + " = " + value + "\n");
    }

    private static int claimed(XMLStreamReader xml, String attribute) {
        var text = attribute(xml, attribute);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static int failures(XMLStreamReader xml) {
        int failures = claimed(xml, "failures");
        int errors = claimed(xml, "errors");
        return failures < 0 || errors < 0 ? Math.max(failures, errors) : failures + errors;
    }

    private void verdict(XMLStreamReader xml, State state) {
        var message = attribute(xml, "message");
        if (open.isPresent()) open.get().say(state, message);
        else if (state == State.FAILED)
            faults.add("it reports an error outside of any test: " + TestReport.firstLine(message));
    }

    private void text(XMLStreamReader xml) {
        // Within a message, a line break of its own is text: it may stand there as a character reference.
        if (xml.isWhiteSpace() && (elements.isEmpty() || CONTAINERS.contains(elements.peek()))) return;
        if (open.isPresent()) print(open.get(), xml.getText());
        else if (!suites.isEmpty()) keep(suites.peek().output(), xml.getText());
    }

    private void print(JUnitCase test, String text) {
        outputLeft -= test.print(text, outputLeft);
    }

    private void keep(StringBuilder output, String text) {
        int room = Math.min(outputLeft, TestReport.MAX_OUTPUT - output.length());
        int taken = Math.max(0, Math.min(room, text.length()));
        output.append(text, 0, taken);
        outputLeft -= taken;
    }

    private void end(String element) {
        switch (element) {
            case "testsuite" -> close(suites.pop());
            case "testcase" -> {
                open.ifPresent(cases::add);
                open = Optional.empty();
            }
            default -> open.ifPresent(JUnitCase::endLine);
        }
    }

    /** What Ant and its heirs print for a suite as a whole belongs to the tests that failed in it; which one nobody knows, so the first has it. */
    private void close(Suite suite) {
        // An inner suite's claims are repeated by the outer one.
        if (suites.isEmpty()) compare(suite);
        if (suite.output().isEmpty()) return;
        cases.subList(suite.first(), cases.size()).stream()
                .filter(JUnitCase::failed)
                .findFirst()
                .ifPresent(test -> test.print(
                        "printed by its suite:\n" + suite.output().toString().strip() + "\n", TestReport.MAX_OUTPUT));
    }

    private static String attribute(XMLStreamReader xml, String name) {
        var value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
