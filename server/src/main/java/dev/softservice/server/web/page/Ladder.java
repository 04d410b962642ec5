package dev.softservice.server.web.page;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome.Failed;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.NotRun;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.core.Constants;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The verification ladder as pages show it, large with its rungs and small as a meter. */
final class Ladder {
    private static final int TOP = Rung.TOP.number();
    private static final int LOWEST_BAR = 5;

    /** What is known of a rung; templates write the word. */
    enum State {
        HELD,
        FAILED,
        RUNNING,
        NOT_APPLICABLE,
        /** Nothing of it ran, so far or at all. */
        NEVER;

        @Override
        public String toString() {
            return Constants.word(this).replace('_', ' ');
        }
    }

    /** {@code what}: what it is held on, or why it is not applicable. */
    record RungView(int number, String name, String shown, State state, String what) {
        RungView because(String why) {
            return new RungView(number, name, shown, state, why);
        }
    }

    record Bar(int x, int y, int height, State state) {}

    /** {@code width} and {@code height}: of the drawing that holds the bars; {@code besides}: what was not applicable, and why. */
    record Level(int number, String name, int top, int width, int height, List<Bar> rungs, String besides) {}

    private Ladder() {}

    /** All rungs from the first up, without a word of what came of them. */
    static List<RungView> rungs() {
        return rungs(Rungs.NONE);
    }

    /** All rungs from the first up, with what came of them. */
    static List<RungView> rungs(Rungs rungs) {
        return views(rungs, _ -> State.NEVER);
    }

    /** The rungs that one run can show. */
    static List<RungView> rungs(Run run) {
        var at = run.steps().isEmpty()
                ? Optional.<Run.Step>empty()
                : Optional.of(run.steps().getLast());
        boolean over = run.verdict().isPresent() || run.state() == Run.State.FINISHED;
        int standing = at.map(step -> step.name().level()).orElse(0);
        return views(
                run.rungs(),
                rung -> rung.number() != standing
                        ? State.NEVER
                        : at.get().state() == StepState.FAILED ? State.FAILED : over ? State.NEVER : State.RUNNING);
    }

    /** The same with what is known of each: why it failed, or that nothing ran. */
    static List<RungView> reasoned(Run run) {
        var reason = Words.capital(Text.showable(run.reason()));
        boolean over = run.verdict().isPresent();
        return rungs(run).stream()
                .map(rung -> switch (rung.state()) {
                    case FAILED -> rung.because(reason);
                    case NEVER -> rung.because(over ? "Not run" : "Not run yet");
                    case HELD, RUNNING, NOT_APPLICABLE -> rung;
                })
                .toList();
    }

    private static List<RungView> views(Rungs rungs, Function<Rung, State> notYet) {
        return Arrays.stream(Rung.values())
                .map(rung -> switch (rungs.of(rung)) {
                    case Held held ->
                        view(rung, State.HELD, "Checked: " + held.checked().text());
                    case Failed _ -> view(rung, State.FAILED, "");
                    case NotApplicable not ->
                        view(
                                rung,
                                State.NOT_APPLICABLE,
                                "Not applicable: " + not.reason().sentence());
                    case NotRun _ -> view(rung, notYet.apply(rung), "");
                })
                .toList();
    }

    private static RungView view(Rung rung, State state, String what) {
        return new RungView(rung.number(), rung.title(), rung.shown(), state, what);
    }

    static Level level(Rungs rungs) {
        var number = rungs.level();
        var bars = new ArrayList<Bar>();
        for (var rung : Rung.values()) {
            int i = rung.ordinal();
            var state = number < rung.number()
                    ? State.NEVER
                    : rungs.of(rung) instanceof Held ? State.HELD : State.NOT_APPLICABLE;
            bars.add(new Bar(i * 6, TOP + 1 - i, LOWEST_BAR + i, state));
        }
        var name = number == 0 ? "none" : Rung.titleOf(number);
        return new Level(number, name, TOP, TOP * 6 - 2, TOP + 1 + LOWEST_BAR, bars, rungs.notApplicable());
    }
}
