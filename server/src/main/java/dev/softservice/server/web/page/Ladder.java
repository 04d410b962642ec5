package dev.softservice.server.web.page;

import dev.softservice.runner.StepName;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verification ladder in the words of the product, large with its rungs and small as a meter. */
final class Ladder {
    private static final int TOP = 8;

    /** {@code state}: held, failed, running, or never. */
    record Rung(int number, String name, String shown, String state) {}

    record Bar(int x, int y, int height, String state) {}

    record Level(int number, String name, List<Bar> rungs) {}

    private static final List<Rung> RUNGS = List.of(
            rung(1, "valid", "The manifest is valid and its composition resolves."),
            rung(2, "builds", "Every image builds."),
            rung(3, "provisions", "From nothing to healthy, in a throwaway environment."),
            rung(4, "accepted", "Its acceptance tests pass, and those of every distro it uses."),
            rung(5, "resilient", "Each service is killed in turn and comes back; the tests pass again."),
            rung(6, "upgrades", "The stable version is upgraded in place and rolled back, data checked."),
            rung(7, "restores", "Backed up, destroyed, restored into an empty environment, data checked."),
            rung(8, "carries", "Every distro that uses it still passes with it."));

    private Ladder() {}

    private static Rung rung(int number, String name, String shown) {
        return new Rung(number, name, shown, "never");
    }

    /** All rungs from the first up, those held up to {@code level} marked. */
    static List<Rung> rungs(int level) {
        return RUNGS.stream()
                .map(rung -> new Rung(rung.number, rung.name, rung.shown, rung.number <= level ? "held" : "never"))
                .toList();
    }

    /** The rungs that one run can show, each held, failed, running or never. */
    static List<Rung> rungs(Run run) {
        var at = run.steps().isEmpty()
                ? Optional.<Run.Step>empty()
                : Optional.of(run.steps().getLast());
        boolean over = run.verdict().isPresent() || run.state() == Run.State.FINISHED;
        int standing = at.map(Ladder::rungOf).orElse(0);
        return RUNGS.stream()
                .filter(rung -> rung.number < TOP)
                .map(rung -> {
                    var state = rung.number <= run.level()
                            ? "held"
                            : rung.number != standing
                                    ? "never"
                                    : at.get().state().equals("failed") ? "failed" : over ? "never" : "running";
                    return new Rung(rung.number, rung.name, rung.shown, state);
                })
                .toList();
    }

    private static int rungOf(Run.Step step) {
        return StepName.valueOf(step.name().toUpperCase(Locale.ROOT)).level();
    }

    static Level level(int level) {
        var number = Math.clamp(level, 0, TOP);
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < TOP; i++) bars.add(new Bar(i * 6, 9 - i, 5 + i, i < number ? "held" : "never"));
        return new Level(number, number == 0 ? "none" : RUNGS.get(number - 1).name, bars);
    }
}
