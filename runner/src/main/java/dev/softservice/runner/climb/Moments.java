package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.engine.Narrator;
import java.util.ArrayList;
import java.util.List;

/** What a deeper rung says where it breaks: the moment, the service, the expectation, and what was printed then. */
final class Moments {
    private static final int LINES = 10;

    private Moments() {}

    /** Brings up; empty: it is healthy. */
    static List<String> up(Environment environment, Narrator narrator, String moment) throws InterruptedException {
        return unhealthy(environment.up(narrator), moment);
    }

    static List<String> unhealthy(Environment.Provisioned outcome, String moment) {
        return switch (outcome) {
            case Healthy _ -> List.of();
            case Unhealthy trouble -> reasons(moment + ": " + trouble.reason(), trouble.container(), trouble.tail());
        };
    }

    static List<String> reasons(String first, String source, List<String> lines) {
        var reasons = new ArrayList<>(List.of(first));
        lines(source, lines).forEach(reasons::add);
        return reasons;
    }

    /** Reasons, where there are any, with what a container printed at that moment. */
    static List<String> saying(List<String> reasons, Environment environment, String container)
            throws InterruptedException {
        if (reasons.isEmpty()) return reasons;
        var all = new ArrayList<>(reasons);
        all.addAll(lines(container, environment.said(container)));
        return all;
    }

    /** The last few, as the log shows them. */
    static List<String> lines(String source, List<String> lines) {
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES))
                .map(line -> source + " | " + line)
                .toList();
    }
}
