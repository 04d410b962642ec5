package dev.softservice.runner.report;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The JUnit XML dialects, as a stream. A document type declaration is refused, as OWASP's XXE prevention asks; depth, cases and text are bounded.
 */
final class JUnitXml {
    private static final int MAX_DEPTH = 64;
    private static final int MOST_SENTENCES = 20;
    /** The JDK's own: they are about entities and types of documents, which are refused, and count what any page in an output has. The file's size bounds all of it. */
    private static final List<String> LIMITS = List.of(
            "jdk.xml.elementAttributeLimit",
            "jdk.xml.maxGeneralEntitySizeLimit",
            "jdk.xml.totalEntitySizeLimit",
            "jdk.xml.maxXMLNameLimit");

    private static final String NO_LIMIT = "0";

    /** What tools put in an attribute of a test that did not run, some of them without an element that says so. */
    private static final Set<String> NOT_RUN = Set.of(
            "notrun",
            "not_run",
            "disabled",
            "skipped",
            "skip",
            "ignored",
            "ignore",
            "pending",
            "untested",
            // NUnit's, of a test that came to no verdict.
            "inconclusive");

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
    private final Deque<JUnitSuite> suites = new ArrayDeque<>();
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;
    private Optional<JUnitCase> open = Optional.empty();
    private boolean attempts;

    private JUnitXml() {}

    /** @param text as it was decoded, from its first character that is one */
    static TestReport read(String text) {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Some producers write prefixes that they do not declare; nothing here depends on what a prefix stands for.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        LIMITS.forEach(limit -> factory.setProperty(limit, NO_LIMIT));
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("external entities are not read");
        });
        var reader = new JUnitXml();
        var allowed = XmlCharacters.allowed(text);
        if (allowed.left() > 0)
            reader.notes.add("it holds characters that XML forbids, of which " + allowed.left()
                    + (allowed.left() == 1 ? " was" : " were") + " left out");
        try {
            return reader.document(factory.createXMLStreamReader(new StringReader(allowed.text())));
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader also throws unchecked on some malformed encodings.
            reader.faults.add("it is not well-formed XML: "
                    + TestReport.firstLine(String.valueOf(e.getMessage()).replace('\n', ' ')));
            return reader.report();
        }
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
                    elements.push(name(xml));
                    if (elements.size() > MAX_DEPTH)
                        return TestReport.unreadable("its elements nest deeper than " + MAX_DEPTH);
                    if (elements.size() == 1 && !ROOTS.contains(name(xml)))
                        return TestReport.unreadable(foreign(name(xml)));
                    start(xml);
                    if (cases.size() > TestReport.MAX_CASES)
                        return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml);
                case XMLStreamConstants.END_ELEMENT -> {
                    elements.pop();
                    end(name(xml));
                }
                default -> {}
            }
        }
        if (cases.size() > TestReport.MAX_CASES)
            return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        return report();
    }

    private TestReport report() {
        return new TestReport(
                cases.stream().map(JUnitCase::done).toList(), shortened(faults), shortened(notes), attempts);
    }

    private static List<String> shortened(List<String> sentences) {
        if (sentences.size() <= MOST_SENTENCES) return sentences;
        var shown = new ArrayList<>(sentences.subList(0, MOST_SENTENCES));
        shown.add("and " + (sentences.size() - MOST_SENTENCES) + " more of the kind");
        return shown;
    }

    /** Other frameworks' own formats, and what turns them into this one. */
    private static String foreign(String root) {
        var remedy = switch (root) {
            case "test-run", "test-results" -> "; let NUnit write --result=junit.xml;transform=nunit3-junit.xslt";
            case "TestRun" -> "; let dotnet test write it with --logger junit";
            case "assemblies", "assembly" -> "; let xUnit.net write it with -junit";
            case "Site" -> "; let CTest write it with --output-junit";
            case "robot" -> "; let Robot Framework write it with --xunit, and keep its output.xml out of results";
            case "Catch2TestRun", "Catch" -> "; let Catch2 write it with -r junit";
            case "doctest" -> "; let doctest write it with -r=junit";
            case "TestLog", "TestResult" -> "; let Boost.Test write it with --log_format=JUNIT";
            case "TestCase" -> "; let Qt Test write it with -o FILE,junitxml";
            case "testng-results" -> "; TestNG writes it too, below junitreports";
            default -> "; name the reports alone under results, with a glob such as /results/TEST-*.xml";
        };
        return "its root element is <" + root + ">, not <testsuites> or <testsuite>" + remedy;
    }

    private void start(XMLStreamReader xml) {
        switch (element(xml)) {
            case "testsuites", "testsuite", "testrun" -> suites.push(new JUnitSuite(xml, cases.size()));
            case "testcase" -> open(xml);
            case "failure", "error", "internalError" -> failure(attribute(xml, "message"));
            case "skipped", "disabled", "ignored" -> {
                open.ifPresent(test -> test.skip(attribute(xml, "message")));
                // Node's runner writes the failure that was expected of a test still to be done beside it.
                if (attribute(xml, "type").equals("todo")) open.ifPresent(JUnitCase::expected);
            }
            case "flakyFailure", "flakyError" -> open.ifPresent(test -> test.attempt(true, attribute(xml, "message")));
            case "rerun" -> open.ifPresent(test -> test.attempt(true, attribute(xml, "message")));
            // PHPUnit counts a test with one as no success; others use the word for less.
            case "warning" -> {
                if (attribute(xml, "type").startsWith("PHPUnit")) failure(attribute(xml, "message"));
            }
            case "rerunFailure", "rerunError" -> open.ifPresent(test -> test.attempt(false, attribute(xml, "message")));
            case "property" -> property(xml);
            default -> {}
        }
    }

    private void open(XMLStreamReader xml) {
        if (open.isPresent()) faults.add("it has a test inside of a test");
        var name = attribute(xml, "name");
        var classname = attribute(xml, "classname");
        var around = suites.stream()
                .filter(JUnitSuite::isSuite)
                .map(JUnitSuite::name)
                .filter(suite -> !suite.isBlank() && !suite.equals("(empty)"))
                .findFirst();
        // Jest and CTest put a test's own name there.
        var suite = classname.isBlank() || classname.equals(name) ? around.orElse(classname) : classname;
        var status = attribute(xml, "status").toLowerCase(Locale.ROOT);
        var result = attribute(xml, "result").toLowerCase(Locale.ROOT);
        var said = result.isEmpty() ? status : result;
        var test = new JUnitCase(
                suite,
                name,
                TestReport.seconds(attribute(xml, "time")),
                isNo(attribute(xml, "success")) ? "failed" : said);
        // GoogleTest tells in attributes alone what was not run.
        if (NOT_RUN.contains(status) || NOT_RUN.contains(result) || status.startsWith("untested")) test.skip("");
        if (isNo(attribute(xml, "executed"))) test.skip("");
        open = Optional.of(test);
    }

    private void property(XMLStreamReader xml) {
        var value = attribute(xml, "value");
        var name = attribute(xml, "name");
        // gotestsum writes each attempt of a test as one more test of that name; go-junit-report, which may write this
        // property too, writes so what was run twice anyway.
        if (open.isEmpty()
                && name.equals("go.version")
                && !suites.isEmpty()
                && suites.peek().isTimedAsByGotestsum()) attempts = true;
        // Ginkgo says so of a suite that failed without any of its tests, such as one with a focus left in.
        if (open.isEmpty() && !suites.isEmpty()) {
            if (name.equals("SuiteSucceeded") && isNo(value)) suites.peek().failedByItsOwnWord();
            if (name.equals("SpecialSuiteFailureReason")) suites.peek().failedFor(value);
        }
        // Of a test; what a whole suite runs with says little about any of them.
        if (!name.isBlank())
            open.ifPresent(test -> print(
                    test, name.equals("attachment") ? "[[ATTACHMENT|" + value + "]]\n" : name + " = " + value + "\n"));
    }

    private void failure(String message) {
        if (open.isPresent()) {
            open.get().fail(message);
            return;
        }
        if (!suites.isEmpty()) suites.peek().failedOutside();
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
            case "testsuites", "testsuite", "testrun" -> close(suites.pop());
            case "testcase" -> {
                open.ifPresent(test -> {
                    cases.add(test);
                    suites.peek().holds(test);
                });
                open = Optional.empty();
            }
            default -> open.ifPresent(JUnitCase::endElement);
        }
    }

    /** What Ant and its heirs print for a suite as a whole belongs to the tests that failed in it; which one nobody knows, so the first has it. */
    private void close(JUnitSuite suite) {
        var held = cases.subList(suite.first(), cases.size());
        suite.compare(held, faults::add, notes::add);
        if (!suites.isEmpty()) suites.peek().holds(suite);
        if (suite.output().isEmpty()) return;
        held.stream()
                .filter(JUnitCase::failed)
                .findFirst()
                .ifPresent(test -> test.print(
                        "printed by its suite:\n" + suite.output().toString().strip() + "\n", TestReport.MAX_OUTPUT));
    }

    /** Of the element, without its prefix. */
    static String name(XMLStreamReader xml) {
        var name = xml.getLocalName();
        return name.substring(name.indexOf(':') + 1);
    }

    private static boolean isNo(String value) {
        return value.equalsIgnoreCase("false");
    }

    /** XML tells capitals from small letters; who wrote a failure as {@code <Failure>} meant one. */
    private static String element(XMLStreamReader xml) {
        var name = name(xml);
        return name.equalsIgnoreCase("failure") || name.equalsIgnoreCase("error") || name.equalsIgnoreCase("skipped")
                ? name.toLowerCase(Locale.ROOT)
                : name;
    }

    static String attribute(XMLStreamReader xml, String name) {
        var value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
