package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.TestResult.State;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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
                "<testsuite><testcase name='\u0001'/></testsuite>",
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
}
