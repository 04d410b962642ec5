package dev.softservice.runner.climb;

import dev.softservice.runner.model.Phase;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When what was done with each service, from what the run tells of its progress. Bounded: a run of very many parts shows the first. */
final class Timeline {
    private static final int MOST = 400;

    private final InstantSource clock;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<Progress.Task, Begun> open = new LinkedHashMap<>();

    private record Begun(StepName step, long millis) {}

    Timeline(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void hear(StepName step, Progress what) {
        switch (what) {
            case Progress.Underway underway -> open.putIfAbsent(underway.task(), new Begun(step, clock.millis()));
            case Progress.Done done -> {
                var begun = open.remove(done.task());
                if (begun != null && phases.size() < MOST) phases.add(phase(done.task(), begun, true));
            }
            case Progress.Doing _, Progress.Looking _, Progress.Ready _ -> {}
        }
    }

    private Phase phase(Progress.Task task, Begun begun, boolean ended) {
        var kind = switch (task.work()) {
            case BUILD -> Phase.Kind.BUILD;
            case PULL -> Phase.Kind.PULL;
            case START -> Phase.Kind.START;
            case KILL -> Phase.Kind.KILL;
        };
        return new Phase(task.subject(), kind, begun.step(), begun.millis(), clock.millis(), ended);
    }

    /** In the order of their ends; what goes on is last. */
    synchronized List<Phase> phases() {
        var all = new ArrayList<>(phases);
        open.forEach((task, begun) -> all.add(phase(task, begun, false)));
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }
}
