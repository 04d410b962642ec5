package dev.softservice.runner.reporting;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.util.Locale;

/**
 * A run as CTRF JSON (Common Test Report Format, {@code ctrf.io}), which dashboards and chat tools read. As in {@link JunitReport} the
 * run itself is one more test: a build that broke before the first test is red, and a run without tests is not an empty green file.
 */
public final class CtrfReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /** The version of the specification whose fields are written. */
    private static final String SPECIFICATION = "0.0.0";

    private final FinishedRun run;

    private CtrfReport(FinishedRun run) {
        this.run = run;
    }

    /** Returns the document, with a line end. {@code version}: of the program that writes it. */
    public static String of(FinishedRun run, String version) {
        return new CtrfReport(run).document(version).toPrettyString() + "\n";
    }

    private ObjectNode document(String version) {
        var json = JSON.createObjectNode()
                .put("reportFormat", "CTRF")
                .put("specVersion", SPECIFICATION)
                .put("timestamp", run.finishedAt().toString())
                .put("generatedBy", "softservice " + version);
        var results = json.putObject("results");
        results.putObject("tool").put("name", "softservice").put("version", version);
        var report = run.verdict().report();
        var verification = status();
        long flaky = count(TestResult.State.FLAKY);
        results.putObject("summary")
                .put("tests", report.tests().size() + 1)
                .put("passed", count(TestResult.State.PASSED) + flaky + one(verification, "passed"))
                .put("failed", count(TestResult.State.FAILED) + one(verification, "failed"))
                .put("skipped", count(TestResult.State.SKIPPED))
                .put("pending", 0)
                .put("other", one(verification, "other"))
                .put("flaky", flaky)
                .put("start", run.startedAt().toEpochMilli())
                .put("stop", run.finishedAt().toEpochMilli());
        var tests = results.putArray("tests");
        var whole = tests.addObject()
                .put("name", "verification")
                .put("status", verification)
                .put("duration", milliseconds(run.seconds()));
        whole.putArray("suite").add("softservice");
        if (!run.reasons().isEmpty())
            whole.put("message", run.reasons().getFirst()).put("trace", String.join("\n", run.reasons()));
        report.tests().forEach(test -> put(tests.addObject(), test));
        results.putObject("extra")
                .put("distro", run.distro())
                .put("verdict", run.word())
                .put("level", report.level())
                .put("ladder", report.rungs().text());
        return json;
    }

    /** The whole run's: that the platform could not tell is no failure of the distro. */
    private String status() {
        return switch (run.verdict()) {
            case Verdict.Passed _ -> "passed";
            case Verdict.Failed _ -> "failed";
            case Verdict.Errored _, Verdict.Cancelled _ -> "other";
        };
    }

    private static int one(String status, String wanted) {
        return status.equals(wanted) ? 1 : 0;
    }

    private long count(TestResult.State state) {
        return run.verdict().report().tests().stream()
                .filter(test -> test.state() == state)
                .count();
    }

    private static void put(ObjectNode node, TestResult test) {
        boolean flaky = test.state() == TestResult.State.FLAKY;
        node.put("name", test.name().isEmpty() ? "(no name)" : test.name())
                .put(
                        "status",
                        switch (test.state()) {
                            case PASSED, FLAKY -> "passed";
                            case FAILED -> "failed";
                            case SKIPPED -> "skipped";
                        })
                .put("duration", milliseconds(test.seconds()))
                .put("rawStatus", test.state().name().toLowerCase(Locale.ROOT));
        if (test.trace().known())
            node.put("start", test.trace().startMillis())
                    .put("stop", test.trace().endMillis());
        node.putArray("suite").add(test.place());
        if (!test.message().isEmpty() && !flaky) node.put("message", test.message());
        lines(node, flaky ? test.retry() : test.output());
        var said = SaidBeside.text(test.trace());
        if (!said.isEmpty()) said.lines().forEach(node.putArray("stderr")::add);
        if (flaky) {
            node.put("flaky", true).put("retries", 1);
            var first = node.putArray("retryAttempts").addObject();
            lines(first.put("attempt", 1).put("status", "failed").put("message", test.message()), test.output());
        }
        var kept = test.attachments().stream()
                .filter(file -> !file.file().isEmpty())
                .toList();
        if (kept.isEmpty()) return;
        var attachments = node.putArray("attachments");
        kept.forEach(file -> attachments
                .addObject()
                .put("name", file.name())
                .put("contentType", "application/octet-stream")
                .put("path", file.file()));
    }

    private static void lines(ObjectNode node, String output) {
        if (output.isEmpty()) return;
        output.lines().forEach(node.putArray("stdout")::add);
    }

    private static long milliseconds(double seconds) {
        return Math.round(seconds * 1000);
    }
}
