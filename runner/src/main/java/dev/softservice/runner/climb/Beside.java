package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Witness;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What containers print while tests run. Each container has a bound of its own in each test: one that prints much hides no other. What is kept of all tests
 * together is bounded, too; the first tests that fail are those that are kept.
 */
final class Beside {
    /** What an engine hands over a moment after it was printed still belongs to the test. */
    private static final Duration LATE = Duration.ofMillis(500);

    private static final int MOST_FAILED = 25;
    private static final int MOST_CONTAINERS = 12;
    private static final int LONGEST_LINE = 300;

    private final InstantSource clock;
    private final List<Window> listening = new ArrayList<>();
    private final List<Window> failed = new ArrayList<>();

    Beside(InstantSource clock) {
        this.clock = clock;
    }

    /** The time of one attempt. */
    private static final class Window {
        private final Instant start;
        private final Set<String> containers;
        private final Map<String, Heard> heard = new LinkedHashMap<>();
        private Instant until = Instant.MAX;
        private Trace trace = Trace.UNKNOWN;

        Window(Instant start, Set<String> containers) {
            this.start = start;
            this.containers = containers;
        }

        void hear(LogLine line) {
            if (!containers.contains(line.source())) return;
            if (line.time().isBefore(start) || line.time().isAfter(until)) return;
            heard.computeIfAbsent(line.source(), _ -> new Heard()).add(line);
        }
    }

    /** What one container said. */
    private static final class Heard {
        private static final int FIRST = 6;
        private static final int LAST = 18;
        private int lines;
        private final List<Said.Line> first = new ArrayList<>();
        private final ArrayDeque<Said.Line> last = new ArrayDeque<>();

        void add(LogLine line) {
            lines++;
            var kept = new Said.Line(line.time().toEpochMilli(), line.stream(), cut(line.text()));
            if (first.size() < FIRST) {
                first.add(kept);
                return;
            }
            if (last.size() == LAST) last.removeFirst();
            last.addLast(kept);
        }

        private static String cut(String text) {
            if (text.length() <= LONGEST_LINE) return text;
            int end = Character.isHighSurrogate(text.charAt(LONGEST_LINE - 1)) ? LONGEST_LINE - 1 : LONGEST_LINE;
            return text.substring(0, end) + "…";
        }
    }

    /** One more line of the log. */
    synchronized void hear(LogLine line) {
        listening.removeIf(window -> line.time().isAfter(window.until));
        listening.forEach(window -> window.hear(line));
    }

    /** Sees the tests that run in this environment. */
    Witness in(EnvironmentPlan environment) {
        var containers =
                environment.containers().stream().map(ContainerPlan::name).collect(Collectors.toSet());
        return () -> {
            var window = begin(containers);
            return (hosts, red) -> end(window, talkedTo(environment, hosts), red);
        };
    }

    private synchronized Window begin(Set<String> containers) {
        var window = new Window(clock.instant(), containers);
        listening.add(window);
        return window;
    }

    private synchronized Trace end(Window window, List<String> talkedTo, boolean red) {
        var end = clock.instant();
        window.until = end.plus(LATE);
        window.trace = new Trace(window.start.toEpochMilli(), end.toEpochMilli(), talkedTo, List.of());
        if (red && failed.size() < MOST_FAILED) failed.add(window);
        else listening.remove(window);
        return window.trace;
    }

    /** The same with what containers of its environment said in that time, where that was kept. */
    synchronized Trace whole(Trace trace) {
        // The very one: two tests may have taken the same milliseconds.
        return failed.stream()
                .filter(window -> window.trace == trace)
                .findFirst()
                .map(window -> trace.with(said(window)))
                .orElse(trace);
    }

    private static List<Said> said(Window window) {
        var order = new LinkedHashSet<>(window.trace.talkedTo());
        order.addAll(window.heard.keySet());
        return order.stream()
                .limit(MOST_CONTAINERS)
                .map(source -> said(source, Optional.ofNullable(window.heard.get(source))))
                .toList();
    }

    private static Said said(String container, Optional<Heard> heard) {
        return heard.map(one -> new Said(container, one.lines, one.first, List.copyOf(one.last)))
                .orElseGet(() -> new Said(container, 0, List.of(), List.of()));
    }

    private static List<String> talkedTo(EnvironmentPlan environment, Collection<String> hosts) {
        var names = new LinkedHashSet<String>();
        for (var host : hosts)
            environment.containers().stream()
                    .filter(container -> answers(container, host))
                    .forEach(container -> names.add(container.name()));
        return List.copyOf(names);
    }

    private static boolean answers(ContainerPlan container, String host) {
        return container.name().equals(host)
                || container.connections().aliases().contains(host);
    }
}
