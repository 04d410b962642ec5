package dev.softservice.server.web.page;

import dev.softservice.runner.model.StepName;
import dev.softservice.server.core.Constants;
import dev.softservice.server.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The steps of a run as bars on one scale of time. */
final class RunSteps {
    /** {@code from} and {@code width}: percent of the run's time. */
    record View(String name, String kind, int from, int width, String took) {}

    private RunSteps() {}

    /** The steps that were begun, on one scale; and, while the run goes on, those that every run goes through. */
    static List<View> of(Run run, Instant now) {
        var views = new ArrayList<View>();
        var begun = run.steps();
        if (!begun.isEmpty()) {
            var start = begun.getFirst().startedAt();
            var end = begun.stream()
                    .map(step -> step.finishedAt().orElse(now))
                    .max(Instant::compareTo)
                    .orElse(start);
            var whole = Math.max(1, Duration.between(start, end).toMillis());
            for (var step : begun) views.add(step(step, start, whole, now));
        }
        if (run.verdict().isEmpty() && run.state() != Run.State.FINISHED) {
            for (var name : StepName.values()) {
                if (begun.stream().noneMatch(step -> step.name() == name))
                    views.add(new View(Constants.word(name), "none", 0, 0, ""));
            }
        }
        return views;
    }

    static boolean isJudged(Run.Outcome outcome) {
        return outcome == Run.Outcome.PASSED || outcome == Run.Outcome.FAILED;
    }

    /** {@code build 45 %, accept 32 %}: the steps that took a tenth of the time or more, the longest first; empty where it was over at once. */
    static String spent(Run run) {
        var took = new LinkedHashMap<String, Long>();
        run.steps()
                .forEach(step -> step.finishedAt()
                        .ifPresent(end -> took.put(
                                Constants.word(step.name()),
                                Duration.between(step.startedAt(), end).toMillis())));
        long whole = took.values().stream().mapToLong(Long::longValue).sum();
        if (whole < 1_000) return "";
        return took.entrySet().stream()
                .filter(step -> step.getValue() * 10 >= whole)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(step -> step.getKey() + " " + Math.round(100.0 * step.getValue() / whole) + " %")
                .collect(Collectors.joining(", "));
    }

    private static View step(Run.Step step, Instant start, long whole, Instant now) {
        var end = step.finishedAt().orElse(now);
        var from = (int) (100 * Duration.between(start, step.startedAt()).toMillis() / whole);
        var width =
                Math.max(1, (int) (100 * Duration.between(step.startedAt(), end).toMillis() / whole));
        var bounded = Math.clamp(from, 0, 99);
        return new View(
                Constants.word(step.name()),
                Constants.word(step.state()),
                bounded,
                Math.min(width, 100 - bounded),
                Words.took(Duration.between(step.startedAt(), end)));
    }
}
