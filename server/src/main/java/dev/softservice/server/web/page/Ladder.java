package dev.softservice.server.web.page;

import dev.softservice.manifest.Rung;
import dev.softservice.runner.model.StepName;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The verification ladder as pages show it, large with its rungs and small as a meter. */
final class Ladder {
    private static final int TOP = Rung.TOP.number();
    private static final int LOWEST_BAR = 5;

    /** {@code state}: held, failed, running, or never. */
    record RungView(int number, String name, String shown, String state) {}

    record Bar(int x, int y, int height, String state) {}

    /** {@code width} and {@code height}: of the drawing that holds the bars. */
    record Level(int number, String name, int top, int width, int height, List<Bar> rungs) {}

    private Ladder() {}

    /** All rungs from the first up, those held up to {@code level} marked. */
    static List<RungView> rungs(int level) {
        return rungs(rung -> rung.number() <= level ? "held" : "never");
    }

    /** The rungs that one run can show, each held, failed, running or never. */
    static List<RungView> rungs(Run run) {
        var at = run.steps().isEmpty()
                ? Optional.<Run.Step>empty()
                : Optional.of(run.steps().getLast());
        boolean over = run.verdict().isPresent() || run.state() == Run.State.FINISHED;
        int standing = at.map(Ladder::rungOf).orElse(0);
        return rungs(rung -> rung.number() <= run.level()
                ? "held"
                : rung.number() != standing
                        ? "never"
                        : at.get().state().equals("failed") ? "failed" : over ? "never" : "running");
    }

    private static List<RungView> rungs(Function<Rung, String> state) {
        return Arrays.stream(Rung.values())
                .map(rung -> new RungView(rung.number(), rung.title(), rung.shown(), state.apply(rung)))
                .toList();
    }

    private static int rungOf(Run.Step step) {
        return StepName.valueOf(step.name().toUpperCase(Locale.ROOT)).level();
    }

    static Level level(int level) {
        var number = Math.clamp(level, 0, TOP);
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < TOP; i++)
            bars.add(new Bar(i * 6, TOP + 1 - i, LOWEST_BAR + i, i < number ? "held" : "never"));
        var name = number == 0 ? "none" : Rung.titleOf(number);
        return new Level(number, name, TOP, TOP * 6 - 2, TOP + 1 + LOWEST_BAR, bars);
    }
}
