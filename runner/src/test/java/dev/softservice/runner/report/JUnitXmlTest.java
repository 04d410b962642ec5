package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult.State;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitXmlTest {
    private static TestReport read(String xml) {
        return TestReport.read("junit.xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsNestedSuitesStatesTimesMessagesAndOutput() {
        var report = read("""
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites tests="99">
              <testsuite name="outer" tests="4" failures="1" errors="1">
                <properties><property name="a" value="b"/></properties>
                <testsuite name="inner">
                  <testcase name="adds" classname="org.Sum" time="1,000.5"/>
                  <testcase name="subtracts" time="0.25"><failure message="1 is not 2&#10;more" type="x">stack
            trace</failure><system-out>printed</system-out></testcase>
                </testsuite>
                <testcase name="divides"><error><![CDATA[by zero
            at line 3]]></error></testcase>
                <testcase name="later"><skipped message="not here"/></testcase>
              </testsuite>
            </testsuites>
            """);
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases())
                .containsExactly(
                        new TestReport.Case("org.Sum", "adds", State.PASSED, 1000.5, "", ""),
                        new TestReport.Case(
                                "inner", "subtracts", State.FAILED, 0.25, "1 is not 2", "stack\ntrace\nprinted"),
                        new TestReport.Case("outer", "divides", State.FAILED, 0, "by zero", "by zero\nat line 3"),
                        new TestReport.Case("outer", "later", State.SKIPPED, 0, "not here", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&x;'/></testsuite>",
                "<!DOCTYPE t SYSTEM 'http://127.0.0.1:1/x.dtd'><testsuite/>",
                "<!DOCTYPE testsuite><testsuite><testcase name='a'/></testsuite>",
                "<!DOCTYPE t [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><testsuite/>",
                "<testsuite><testcase name='a'/>&x;</testsuite>",
                "<html><body>502 Bad Gateway</body></html>",
                "<testsuite><testcase name='a'></testsuite>",
                "{\"tests\": 3}",
                ""
            })
    void whatIsNoHonestReportIsRed(String content) {
        var report = read(content);
        assertThat(report.faults())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).doesNotContain("root:x:", "\n"));
    }

    @Test
    void aReportThatCountsMoreFailuresThanItShowsIsRed() {
        assertThat(read("<testsuite failures='2'><testcase name='a'/></testsuite>")
                        .faults())
                .containsExactly("it counts 2 failures and errors but shows 0");
    }

    @Test
    void anyOtherLieInAHeaderIsToldAndTheCasesDecide() {
        var report = read("<testsuites><testsuite name='till' tests='9' failures='0'><testcase"
                + " name='a'><failure/></testcase></testsuite></testsuites>");
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes())
                .containsExactly(
                        "its suite 'till' counts 0 failures and errors but shows 1",
                        "its suite 'till' counts 9 tests but shows 1");
        assertThat(report.cases()).extracting(TestReport.Case::state).containsExactly(State.FAILED);
    }

    @Test
    void aTestInsideOfATestIsRed() {
        assertThat(read("<testsuite><testcase name='a'><failure/><testcase name='b'/></testcase></testsuite>")
                        .faults())
                .containsExactly("it has a test inside of a test");
    }

    @ParameterizedTest
    @CsvSource({
        "test-run,--result=junit.xml;transform=nunit3-junit.xslt",
        "TestRun,--logger junit",
        "Site,--output-junit",
        "assemblies,-junit"
    })
    void othersOwnFormatsNameWhatWritesThisOne(String root, String remedy) {
        assertThat(read("<" + root + "/>").faults().getFirst())
                .startsWith("its root element is <" + root + ">")
                .endsWith(remedy);
    }

    @Test
    void whatASuitePrintsIsShownWithItsFirstFailure() {
        var report = read(
                "<testsuite><testcase name='a'/><testcase name='b'><failure>no</failure></testcase><system-out>drawer"
                        + " open</system-out></testsuite>");
        assertThat(report.cases())
                .extracting(TestReport.Case::output)
                .containsExactly("", "no\nprinted by its suite:\ndrawer open");
    }

    /** Bamboo's and others' own attributes, without end; prefixes that nobody declares. */
    @Test
    void moreAttributesThanAnybodyWritesAndUndeclaredPrefixesLoseNoTest() {
        var many = IntStream.range(0, 5_000)
                .mapToObj(i -> "a" + i + "='" + i + "'")
                .collect(Collectors.joining(" "));
        var wide = read("<testsuite name='s' tests='1'><testcase name='t' " + many
                + "><failure message='no'/></testcase></testsuite>");
        assertThat(wide.faults()).isEmpty();
        assertThat(wide.cases())
                .singleElement()
                .satisfies(test -> assertThat(test.state()).isEqualTo(State.FAILED));
        var prefixed = read("<j:testsuites><j:testsuite j:x='1' name='s' xsi:schema='y'><j:testcase name='t'>"
                + "<j:failure message='no'/></j:testcase></j:testsuite></j:testsuites>");
        assertThat(prefixed.faults()).isEmpty();
        assertThat(prefixed.cases())
                .singleElement()
                .satisfies(test -> assertThat(test.message()).isEqualTo("no"));
        var escaped = read("<testsuite name='s'><testcase name='t'><failure message='no'/><system-out>"
                + "&lt;p&gt;&#65;".repeat(50_000) + "</system-out></testcase><" + "x".repeat(5_000) + "/></testsuite>");
        assertThat(escaped.faults()).isEmpty();
        assertThat(escaped.cases()).hasSize(1);
        var twice = read("<testsuite name='s' name='u'><testcase name='t'/></testsuite>");
        assertThat(twice.faults()).singleElement().asString().startsWith("it is not well-formed XML");
    }

    @Test
    void anErrorOutsideOfAnyTestIsRed() {
        assertThat(read("<testsuite><error message='set-up died'/><testcase name='a'/></testsuite>")
                        .faults())
                .containsExactly("it reports an error outside of any test: set-up died");
    }

    @Test
    void depthCasesAndOutputAreBounded() {
        assertThat(read("<testsuite>".repeat(100_000)).faults()).containsExactly("its elements nest deeper than 64");
        assertThat(read("<testsuite>" + "<testcase name='a'/>".repeat(TestReport.MAX_CASES + 1) + "</testsuite>")
                        .faults())
                .containsExactly("it holds more than " + TestReport.MAX_CASES + " tests");
        var long1 = read("<testsuite><testcase name='a'><system-out>" + "x".repeat(1 << 20)
                + "</system-out></testcase></testsuite>");
        assertThat(long1.cases().getFirst().output()).hasSize(TestReport.MAX_OUTPUT);
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "NaN,0", "1e999,0", "Infinity,0", "abc,0", "'',0", "0.5,0.5"})
    void aTimeThatIsNoneIsZero(String text, double seconds) {
        assertThat(read("<testsuite><testcase name='a' time='" + text + "'/></testsuite>")
                        .cases()
                        .getFirst()
                        .seconds())
                .isEqualTo(seconds);
    }

    @Test
    void whateverComesIsReadOrRefusedButNeverThrows() {
        var seed = "<?xml version='1.0'?><testsuites><testsuite name='s' failures='0'><testcase name='a'><failure"
                + " message='m'>t</failure></testcase></testsuite></testsuites>";
        var random = new Random(20_261_122);
        for (int round = 0; round < 3_000; round++) {
            var bytes = seed.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(6); change >= 0; change--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            assertThat(TestReport.read("x.xml", bytes)).isNotNull();
        }
    }

    private static String suite(String header, String... cases) {
        return "<testsuite " + header + ">" + String.join("", cases) + "</testsuite>";
    }

    private static final String PASSED = "<testcase name='p'/>";
    private static final String FAILED = "<testcase name='f'><failure message='no'/></testcase>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<testsuites tests='5' failures='2' errors='1'><testsuite name='s'>%s</testsuite></testsuites>",
                "<testsuites failures='3'>%s</testsuites>",
                "<testsuites><testsuite errors='3'><testsuite failures='0'>%s</testsuite></testsuite></testsuites>",
                "<testsuites><testsuite failures='0'><testsuite failures=' 3 '>%s</testsuite></testsuite></testsuites>",
                "<testsuites failures='0'><testsuite><testsuite failures='3'>%s</testsuite></testsuite></testsuites>",
                "<testrun failures='2' errors='1'><testsuite>%s</testsuite></testrun>",
                "<testsuites failures='003'><testsuite failures='3'>%s</testsuite></testsuites>",
                "<testsuites failures='3.0'>%s</testsuites>",
            })
    void aHeaderOfAnyLevelThatCountsMoreFailuresThanItHoldsIsRed(String xml) {
        assertThat(read(xml.formatted("<testcase classname='a' name='a'/>")).faults())
                .containsExactly("it counts 3 failures and errors but shows 0");
        assertThat(read(xml.formatted("<testcase name='a'><failure/><error/><failure/></testcase>"))
                        .faults())
                .isEmpty();
    }

    @Test
    void aNumberThatIsLongerThanAnyIsNoWayAroundIt() {
        assertThat(read(suite("failures='99999999999999999999'", PASSED)).faults())
                .containsExactly("it counts 999999999 failures and errors but shows 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,000", "1 000", "1'000", "+1000", "001000.0", "\u0661\u0660\u0660\u0660"})
    void aCountIsReadHoweverItsDigitsAreWritten(String count) {
        assertThat(read(suite("failures=\"" + count + "\"", PASSED)).faults())
                .containsExactly("it counts 1000 failures and errors but shows 0");
    }

    @Test
    void aCountThatIsNoneHidesNothing() {
        assertThat(read(suite("failures='2 of 5'", PASSED)).faults())
                .containsExactly("it counts '2 of 5' failures or errors, which is no number");
        var told = read(suite("failures='undefined' errors='-1'", PASSED));
        assertThat(told.faults()).isEmpty();
        assertThat(told.notes())
                .containsExactly(
                        "it counts 'undefined' failures or errors, which is no number",
                        "it counts '-1' failures or errors, which is no number");
        assertThat(read(suite("failures='' errors='0'", PASSED)).notes()).isEmpty();
    }

    @Test
    void failuresThatAreGivenAsErrorsOnceMoreAreCountedOnceWhereTheyAreShown() {
        assertThat(read(suite("failures='1' errors='1'", PASSED, FAILED)).faults())
                .isEmpty();
        assertThat(read(suite("failures='1' errors='1'", PASSED)).faults())
                .containsExactly("it counts 2 failures and errors but shows 0");
        assertThat(read(suite("failures='2' errors='2'", PASSED, FAILED)).faults())
                .containsExactly("it counts 4 failures and errors but shows 1");
    }

    @Test
    void onlyGotestsumWritesAttemptsAsTests() {
        var report = """
            <testsuites><testsuite time="%s"><properties><property name="go.version" value="go1.22.1"/></properties>
            <testcase name="a"><failure/></testcase><testcase name="a"/></testsuite></testsuites>\
            """;
        assertThat(read(report.formatted("0.160000")).attempts()).isTrue();
        assertThat(read(report.formatted("0.160")).attempts()).isFalse();
    }

    @Test
    void aFileThatIsNoReportIsRefusedWithAWayToLeaveItOut() {
        assertThat(read("<failsafe-summary result='255'/>").faults())
                .containsExactly("its root element is <failsafe-summary>, not <testsuites> or <testsuite>; name the"
                        + " reports alone under results, with a glob such as /results/TEST-*.xml");
    }

    @Test
    void aLieIsToldOnceWhereItStands() {
        assertThat(read("<testsuites failures='3'><testsuite name='a' failures='3'/><testsuite name='b'>" + PASSED
                                + "</testsuite></testsuites>")
                        .faults())
                .containsExactly("its suite 'a' counts 3 failures and errors but shows 0");
        assertThat(read("<testsuites failures='4'><testsuite name='a' failures='3'/></testsuites>")
                        .faults())
                .containsExactly(
                        "its suite 'a' counts 3 failures and errors but shows 0",
                        "it counts 4 failures and errors but shows 0");
    }

    @Test
    void anErrorOfASuiteIsOneOfThoseThatItCounts() {
        assertThat(read("<testsuites errors='1'><testsuite errors='1'><error message='set-up died'/>" + PASSED
                                + "</testsuite></testsuites>")
                        .faults())
                .containsExactly("it reports an error outside of any test: set-up died");
    }

    @Test
    void outerSuitesThatCountTheirOwnTestsOnlyAreNoLiars() {
        var report = read("<testsuite name='o' tests='1' failures='0'>" + PASSED
                + suite("name='i' tests='1' failures='1'", FAILED) + "</testsuite>");
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "<flakyFailure message='m'/>,FLAKY,m",
        "<flakyError message='m'/><flakyFailure message='n'/>,FLAKY,m",
        "<failure message='m'/><rerunFailure message='n'/>,FAILED,m",
        "<rerunFailure message='m'/>,FAILED,m",
        "<flakyFailure message='m'/><rerunError message='n'/>,FAILED,m",
        "<flakyFailure message='m'/><skipped/>,FAILED,m",
        "<flakyFailure message='m'/><failure message='n'/>,FAILED,n",
        "<skipped message='m'/><failure message='n'/>,FAILED,n",
        "<internalError message='m'/>,FAILED,m"
    })
    void attemptsComeToWhatTheyShow(String parts, State state, String message) {
        assertThat(read(suite("", "<testcase name='a'>" + parts + "</testcase>"))
                        .cases()
                        .getFirst())
                .extracting(TestReport.Case::state, one -> one.message().isEmpty() ? "m" : one.message())
                .containsExactly(state, message);
    }

    @ParameterizedTest
    @CsvSource({
        "status,failed",
        "status,FAIL",
        "result,error",
        "status,broken",
        "result,timeout",
        "status,panicked",
        "status,hook_error"
    })
    void aTestWhoseAttributesAloneSayThatItFailedFailed(String attribute, String value) {
        assertThat(read(suite("", "<testcase name='a' " + attribute + "='" + value + "'/>"))
                        .cases()
                        .getFirst())
                .extracting(TestReport.Case::state, TestReport.Case::message)
                .containsExactly(State.FAILED, "its status is '" + value.toLowerCase(java.util.Locale.ROOT) + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<![CDATA[%s]]>",
                "%s",
                "<!-- %s -->",
                "&#27;[32mok&#x1b;[0m%s",
                "&#0;&#xFFFE;&#xD800;&#x110000;&#99999999999;%s"
            })
    void charactersThatXmlForbidsAreLeftOutWithANote(String output) {
        var forbidden = "\u001b[32mok\u001b[0m\0\u0007\uffff";
        var report = read("<testsuite failures='1'><testcase name='x\u0001'/><testcase name='y'><failure"
                + " message='\u001b[31mexpected"
                + " 1&#27;[0m'>" + output.formatted(forbidden) + "</failure></testcase></testsuite>");
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases())
                .extracting(TestReport.Case::name, TestReport.Case::state, TestReport.Case::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("x", State.PASSED, ""),
                        org.assertj.core.groups.Tuple.tuple("y", State.FAILED, "expected 1"));
        assertThat(report.notes())
                .singleElement()
                .asString()
                .matches("it holds characters that XML forbids, of which \\d+ were left out");
    }

    @Test
    void whatIsNoReferenceWhereItStandsStays() {
        var report = read("<testsuite><testcase name='a'><system-out><![CDATA[\u0007 &#27;"
                + " &#x1b;]]></system-out></testcase></testsuite>");
        assertThat(report.cases().getFirst().output()).isEqualTo("&#27; &#x1b;");
    }

    @Test
    void aPairOfReferencesToHalvesOfACharacterIsThatCharacter() {
        var report =
                read("<testsuite><testcase name='&#xD83D;&#xDE00; &#55357;&#56832; &#xD83D; &#xDE00;'/></testsuite>");
        assertThat(report.cases().getFirst().name()).isEqualTo("😀 😀");
    }

    @Test
    void hostileDocumentsStayRefusedBehindMarksAndForbiddenCharacters() {
        for (var doctype : java.util.List.of(
                "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                "<!DOC\0TYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE t [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"))
            for (var encoding : java.util.List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
                var xml = "\ufeff\n" + doctype + "<testsuite><testcase name='&x;'/></testsuite>";
                var report = TestReport.read("r.xml", xml.getBytes(encoding));
                assertThat(report.faults())
                        .containsExactly("it has a document type declaration, which no test report needs");
                assertThat(report.cases()).isEmpty();
            }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FAILED:\\n"
                        + "  REQUIRE( divide(4, 2) == 3 )\\n"
                        + "with expansion:\\n"
                        + "  2 == 3\\n"
                        + "at calc.cpp:12|REQUIRE( divide(4, 2) == 3 ) … 2 == 3",
                "Error:\\nexpected 1|expected 1",
                "AssertionError\\n\\nthe drawer is open|the drawer is open",
                "java.lang.AssertionError:\\n"
                        + "\\n"
                        + "Expected: <false>\\n"
                        + "     but: was <true>\\n"
                        + "\\tat x.Y.z(Y.java:1)|Expected: <false>, but: was <true>",
                "Traceback (most recent call last):\\n"
                        + "  File \\\"t.py\\\", line 3, in pays\\n"
                        + "    assert total == 100\\n"
                        + "AssertionError: 107 != 100|AssertionError: 107 != 100",
                "failure|failure",
                "Test failed.\\n=====\\ndrawer stuck|drawer stuck",
                "till_test.cc:5\\n"
                        + "Expected equality of these values:\\n"
                        + "  1\\n"
                        + "  2|Expected equality of these values: 1 … 2",
                "a.b.C.divides\\nby zero|by zero",
                "divides by zero|divides by zero"
            })
    void aFailureIsToldByTheFirstLineThatSaysSomething(String text, String told) {
        var lines = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"");
        var element = lines.replace("<", "&lt;").replace(">", "&gt;");
        assertThat(read("<testsuite><testcase name='divides'><failure type='x'>" + element
                                + "</failure></testcase></testsuite>")
                        .cases()
                        .getFirst()
                        .message())
                .isEqualTo(told);
        var attribute = element.replace("\"", "&quot;").replace("\n", "&#10;").replace("\t", "&#9;");
        assertThat(read("<testsuite><testcase name='divides'><failure message=\"" + attribute
                                + "\"/></testcase></testsuite>")
                        .cases()
                        .getFirst()
                        .message())
                .startsWith(told.replaceFirst(" … 2 == 3$", ""));
    }
}
