package dev.softservice.runner.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What {@code --json} prints; the shapes are documented in docs/commands.md and use the names of the hub's REST API. */
final class JsonReport {
    static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    /** The document of {@code test --json}. */
    static String of(FinishedRun run) {
        var report = run.verdict().report();
        var json = JSON.createObjectNode()
                .put("format", "softservice-test/v1")
                .put("distro", run.distro())
                .put("verdict", run.word())
                .put("level", report.level())
                .put("levelName", Rung.titleOf(report.level()))
                .put("startedAt", run.startedAt().toString())
                .put("finishedAt", run.finishedAt().toString())
                .put("seconds", run.seconds());
        json.set("rungs", RungsJson.write(report.rungs()));
        run.reasons().forEach(json.putArray("reasons")::add);
        putProblems(json, report.problems());
        var steps = json.putArray("steps");
        for (var step : run.steps()) {
            var node = steps.addObject()
                    .put("name", lower(step.name()))
                    .put("state", lower(step.state()))
                    .put("startedAt", step.startedAt().toString());
            step.finishedAt()
                    .ifPresentOrElse(at -> node.put("finishedAt", at.toString()), () -> node.putNull("finishedAt"));
        }
        putTests(json, run.verdict());
        report.images().forEach(json.putObject("images")::put);
        report.bases().forEach(json.putObject("bases")::put);
        putUses(json, report.uses());
        report.notes().forEach(json.putArray("notes")::add);
        return text(json);
    }

    /** The document of {@code validate --json}; {@code unchecked}: the uses that nobody looked up. */
    static String of(String path, List<Problem> problems, List<Composition.Used> uses, Collection<String> unchecked) {
        boolean valid = problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        var json = JSON.createObjectNode()
                .put("format", "softservice-validate/v1")
                .put("path", path)
                .put("valid", valid);
        putProblems(json, problems);
        putUses(json, uses);
        unchecked.forEach(json.putArray("unchecked")::add);
        return text(json);
    }

    private static void putUses(ObjectNode json, List<Composition.Used> resolved) {
        var uses = json.putArray("uses");
        for (var used : resolved) {
            uses.addObject()
                    .put("path", used.path())
                    .put("distro", used.distro())
                    .put("tag", used.tag())
                    .put("commit", used.commit())
                    .put("tree", used.tree());
        }
    }

    static String text(ObjectNode json) {
        return json.toPrettyString() + "\n";
    }

    private static void putProblems(ObjectNode json, List<Problem> problems) {
        var nodes = json.putArray("problems");
        problems.forEach(problem -> put(nodes.addObject(), problem));
    }

    static void put(ObjectNode node, Problem problem) {
        node.put("severity", lower(problem.severity()))
                .put("path", problem.path())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("rule", problem.rule())
                .put("text", problem.text());
    }

    private static void putTests(ObjectNode json, Verdict verdict) {
        var nodes = json.putArray("tests");
        for (var test : verdict.report().tests()) {
            var node = nodes.addObject()
                    .put("suite", test.suite())
                    .put("name", test.name())
                    .put("state", lower(test.state()))
                    .put("seconds", test.seconds())
                    .put("message", test.message())
                    .put("output", test.output());
            var attachments = node.putArray("attachments");
            test.attachments()
                    .forEach(file -> attachments
                            .addObject()
                            .put("name", file.name())
                            .put("bytes", file.bytes())
                            .put("file", file.file()));
            putTrace(node, test.trace());
            var differences = node.putArray("differences");
            test.differences()
                    .forEach(difference -> differences
                            .addObject()
                            .put("what", difference.what())
                            .put("expected", difference.expected())
                            .put("actual", difference.actual()));
            if (test.state() == TestResult.State.FLAKY) node.put("retry", test.retry());
            if (!test.moment().what().isEmpty())
                node.put("rung", lower(test.moment().rung()))
                        .put("moment", test.moment().what());
        }
    }

    private static void putTrace(ObjectNode node, Trace trace) {
        if (trace.known()) node.put("startedAt", at(trace.startMillis())).put("finishedAt", at(trace.endMillis()));
        trace.talkedTo().forEach(node.putArray("talkedTo")::add);
        var said = node.putArray("said");
        for (var one : trace.said()) {
            var container = said.addObject().put("container", one.container()).put("lines", one.lines());
            putLines(container.putArray("first"), one.first());
            putLines(container.putArray("last"), one.last());
        }
    }

    private static void putLines(ArrayNode nodes, List<Said.Line> lines) {
        lines.forEach(line -> nodes.addObject()
                .put("time", at(line.atMillis()))
                .put("stream", lower(line.stream()))
                .put("text", line.text()));
    }

    private static String at(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
