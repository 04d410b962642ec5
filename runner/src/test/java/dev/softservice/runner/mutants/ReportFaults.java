package dev.softservice.runner.mutants;

import static dev.softservice.manifest.model.Rung.ACCEPTED;
import static dev.softservice.runner.mutants.Mutant.fault;

import java.util.List;

/** The suite ends with 0, and its reports say something else or nothing. */
final class ReportFaults {
    private static final String XML = "web/reports/suite.xml";
    private static final String TAP = "web/reports/suite.tap";

    private ReportFaults() {}

    static List<Mutant> all() {
        return List.of(
                xml(
                        "a test failed",
                        "<testsuite name='s'><testcase name='lists'><failure message='expected 3, got"
                                + " 2'/></testcase></testsuite>",
                        "lists' failed: expected 3, got 2"),
                xml(
                        "a test broke",
                        "<testsuite name='s'><testcase name='lists'><error message='no such"
                                + " table'/></testcase></testsuite>",
                        "lists' failed: no such table"),
                xml(
                        "a test of an inner suite failed",
                        "<testsuites><testsuite name='s'><testsuite name='deep'><testcase"
                                + " name='lists'><failure>no</failure></testcase></testsuite></testsuite></testsuites>",
                        "lists' failed"),
                xml(
                        "the root counts failures that are not shown",
                        "<testsuites tests='1' failures='2' errors='1'><testsuite name='s'><testcase"
                                + " name='lists'/></testsuite></testsuites>",
                        "3 failures and errors"),
                xml(
                        "a suite counts a failure that is not shown",
                        "<testsuite name='s' tests='2' failures='1'><testcase name='lists'/></testsuite>",
                        "1 failure"),
                xml(
                        "an inner suite counts a failure that is not shown",
                        "<testsuites><testsuite name='s'><testsuite name='deep' failures='1'><testcase"
                                + " name='lists'/></testsuite></testsuite></testsuites>",
                        "1 failure"),
                xml(
                        "the first of two tests of one name failed",
                        "<testsuite name='s'><testcase name='pays'><failure message='declined'/></testcase><testcase"
                                + " name='pays'/></testsuite>",
                        "pays' failed: declined"),
                xml(
                        "the last of two tests of one name failed",
                        "<testsuite name='s'><testcase name='pays'/><testcase name='pays'><failure"
                                + " message='declined'/></testcase></testsuite>",
                        "pays #2' failed: declined"),
                xml(
                        "a test never passed however often it was run",
                        "<testsuite name='s'><testcase name='pays'><failure message='declined'/><rerunFailure"
                                + " message='declined'/></testcase></testsuite>",
                        "pays' failed: declined"),
                xml(
                        "a failure stands behind a prefix that nobody declares",
                        "<testsuite name='s'><testcase name='pays'><t:failure"
                                + " message='declined'/></testcase></testsuite>",
                        "pays' failed: declined"),
                xml(
                        "a test's attributes alone say that its steps are undefined",
                        "<testsuite name='s'><testcase name='pays' status='undefined'/></testsuite>",
                        "pays' failed: its status is 'undefined'"),
                xml(
                        "the report holds no test",
                        "<testsuites/>",
                        "no tests ran: the report /results/suite.xml holds none"),
                xml("the report ends in the middle", "<testsuite name='s'><testcase name='lists'/>", "not well-formed"),
                xml("the report is empty", "", "can't be trusted"),
                xml(
                        "the report is a web page",
                        "<html><body>All tests passed</body></html>",
                        "its root element is <html>"),
                xml(
                        "the report is a framework's own format",
                        "<assemblies><assembly total='1' failed='1'><collection/></assembly></assemblies>",
                        "can't be trusted"),
                xml(
                        "the report brings a document type",
                        "<!DOCTYPE t [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><testsuite><testcase"
                                + " name='a'/></testsuite>",
                        "can't be trusted"),
                xml(
                        "the report is in an encoding that nobody knows",
                        "<?xml version='1.0' encoding='x-no-such'?><testsuite><testcase name='a'/></testsuite>",
                        "x-no-such"),
                xml(
                        "a test's attribute says that it did not succeed",
                        "<testsuite name='s'><testcase name='pays' success='false'/></testsuite>",
                        "pays' failed"),
                xml(
                        "a test's status says failed and why",
                        "<testsuite name='s'><testcase name='pays' status='FAILED (timeout)'/></testsuite>",
                        "pays' failed: its status is 'failed (timeout)'"),
                xml(
                        "a failure is written in capitals",
                        "<testsuite name='s'><testcase name='pays'><Failure"
                                + " message='declined'/></testcase></testsuite>",
                        "pays' failed: declined"),
                xml(
                        "a suite says of itself that it did not succeed",
                        "<testsuite name='s'><properties><property name='SuiteSucceeded' value='false'/></properties>"
                                + "<testcase name='lists'/></testsuite>",
                        "says that it did not succeed"),
                xml(
                        "the program of one test was never built",
                        "<testsuite name='s'><testcase name='lists' status='run'/><testcase name='pays'"
                            + " status='notrun'><skipped message='Unable to find executable'/></testcase></testsuite>",
                        "pays' failed: Unable to find executable"),
                fault(Kind.JUNIT, "the only test came to no verdict")
                        .write(XML, "<testsuite name='s'><testcase name='pays' result='Inconclusive'/></testsuite>")
                        .remove(TAP)
                        .red(ACCEPTED, "no tests ran"),
                fault(Kind.JUNIT, "every test was skipped")
                        .write(XML, "<testsuite name='s'><testcase name='lists'><skipped/></testcase></testsuite>")
                        .remove(TAP)
                        .red(ACCEPTED, "no tests ran: the one test under /results was skipped"),
                fault(Kind.JUNIT, "no report is written")
                        .remove(XML)
                        .remove(TAP)
                        .write("web/reports/readme.txt", "No report here.\n")
                        .red(ACCEPTED, "no report was found under /results"),
                fault(Kind.JUNIT, "the report came with the image")
                        .in("web/suite.sh", "mkdir -p /results\n", "exit 0\n")
                        .in("web/Dockerfile", "RUN mkdir", "COPY reports /results\nRUN mkdir")
                        .containers()
                        .red(ACCEPTED, "is older than the test: its image brought it"),
                tap(
                        "the sum at the end counts a failure that is not shown",
                        "1..1\nok 1 - first\n# tests 2\n# pass 1\n# fail 1\n",
                        "it says at its end that 1 failed"),
                tap(
                        "the stream ends with a word of a failed test",
                        "ok 1 - first\n1..1\n# Looks like you failed 1 test of 1.\n",
                        "it says at its end that 1 failed"),
                tap("a test failed", "1..2\nok 1 - first\nnot ok 2 - order\n", "order' failed"),
                tap(
                        "a number stands twice and one is missing",
                        "1..3\nok 1 - a\nok 2 - b\nok 2 - c\n",
                        "test 2 was reported twice"),
                tap("a test is missing", "1..3\nok 1 - a\nok 2 - b\n", "3"),
                tap("there are more tests than planned", "1..1\nok 1 - a\nok 2 - b\n", "2"),
                tap(
                        "tests are out of order",
                        "TAP version 13\n1..2\nok 2 - b\nok 1 - a\n",
                        "it shows test 2 where test 1 is due"),
                tap("there is no plan", "ok 1 - a\nok 2 - b\n", "plan"),
                tap("there are two plans", "1..1\nok 1 - a\n1..1\n", "plan"),
                tap("the plan stands in the middle", "ok 1 - a\n1..2\nok 2 - b\n", "plan"),
                tap("the run bailed out", "1..2\nok 1 - a\nBail out! no database\n", "no database"),
                tap(
                        "a failed test is skipped, in a stream of version 13",
                        "TAP version 13\n1..1\nnot ok 1 - a # SKIP broken\n",
                        "a' failed"),
                tap("a word begins like a directive", "1..1\nnot ok 1 - a # TODOLIST is empty\n", "failed"),
                tap(
                        "a test of a subtest failed and its parent did not",
                        "1..1\n# Subtest: deep\n    1..1\n    not ok 1 - inner\nok 1 - deep\n",
                        "inner"),
                fault(Kind.TAP, "nothing but text is written")
                        .remove(XML)
                        .write(TAP, "All tests passed.\n")
                        .red(ACCEPTED, "can't be trusted"),
                fault(Kind.TAP, "everything is skipped")
                        .remove(XML)
                        .write(TAP, "1..0 # SKIP no database here\n")
                        .red(ACCEPTED, "no tests ran"));
    }

    private static Mutant xml(String name, String report, String sentence) {
        return fault(Kind.JUNIT, name).write(XML, report).red(ACCEPTED, sentence);
    }

    private static Mutant tap(String name, String report, String sentence) {
        return fault(Kind.TAP, name).write(TAP, report).red(ACCEPTED, sentence);
    }
}
