package dev.softservice.runner.cli;

import dev.softservice.runner.climb.Recorded;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.install.HubRuns;
import dev.softservice.runner.install.RecordedRun;
import dev.softservice.runner.local.Seat;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A run that failed on a hub, made again here: from the same trees and the same parts, up to the rung that did not hold there. */
final class Reproduction {
    private static final int SHOWN = 12;

    private final RecordedRun recorded;
    private final StepName step;

    private Reproduction(RecordedRun recorded, StepName step) {
        this.recorded = recorded;
        this.step = step;
    }

    /** @throws BadInput where there is nothing to make again */
    static Reproduction of(RecordedRun recorded) {
        var run = "run " + recorded.run();
        switch (recorded.verdict()) {
            case "failed" -> {}
            case "" -> throw new BadInput(run + " has no verdict yet: wait for it");
            case "passed" ->
                throw new BadInput(run + " passed: there is nothing to reproduce; 'softservice test' tests a folder");
            default ->
                throw new BadInput(
                        run + " is " + recorded.verdict() + ", which says nothing of the distro: run it again"
                                + " on its page, and reproduce that one if it fails");
        }
        if (recorded.unreleased())
            throw new BadInput(run + " tries a change of another distro that is in no release: reproduce a run of that"
                    + " change's own pull request");
        var step = Arrays.stream(StepName.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(recorded.step()))
                .findFirst()
                .orElseThrow(() -> new BadInput(run + " failed in no step that could be taken again: "
                        + (recorded.reason().isEmpty() ? "its page says why" : recorded.reason())));
        return new Reproduction(recorded, step);
    }

    /** Whether an environment stands when it is over. */
    boolean stands() {
        return step.level() >= StepName.PROVISION.level();
    }

    /** The services that it had, as far as it came; a test's own container is none. */
    Set<String> services() {
        return recorded.made().images().keySet().stream()
                .filter(name -> !name.startsWith(Report.TEST_IMAGE))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is to be made again, in lines for people. */
    List<String> intentions() {
        var lines = new ArrayList<String>();
        lines.add("run " + recorded.run() + " failed at " + recorded.step() + ": " + recorded.reason());
        lines.add("made again: tree " + shown(recorded.tree()) + ", "
                + (recorded.made().uses().isEmpty()
                        ? "which uses no other distro"
                        : recorded.made().uses().stream()
                                .map(used -> used.path() + " " + used.tag())
                                .collect(Collectors.joining(", ", "with ", " as recorded")))
                + ", parameters as there");
        lines.add("images are built here, on the bases that were recorded: a hub keeps those of releases alone");
        return lines;
    }

    /** Fetches the trees that it takes. */
    void fetch(HubRuns hub, Seat seat) throws InterruptedException {
        var objects = seat.source().resolveSibling("objects.git");
        hub.checkOut(recorded.run(), recorded.tree(), objects, seat.source());
        if (needsStable())
            hub.checkOut(recorded.run(), recorded.stable().orElseThrow().tree(), objects, seat.stable());
    }

    private boolean needsStable() {
        return recorded.stable().isPresent() && step.level() >= StepName.UPGRADE.level();
    }

    RunRequest request(Seat seat, String hub) {
        var request = new RunRequest(
                        new Footprint(seat.id(), hub),
                        SourceTree.in(seat.source()),
                        Map.of(),
                        new Reach(step.level(), Limits.DEFAULT))
                .keeping(true)
                .madeOf(new Recorded(
                        recorded.made().uses(),
                        recorded.made().images(),
                        recorded.made().bases()));
        if (!needsStable()) return request;
        var stable = recorded.stable().orElseThrow();
        return request.withStable(new Stable(
                SourceTree.in(seat.stable()), stable.tag(), stable.commit(), stable.tree(), stable.uses(), Set.of()));
    }

    /** What came of it, compared with the recorded run. */
    record Outcome(boolean same, List<String> lines) {}

    Outcome compared(Verdict verdict) {
        var run = "run " + recorded.run();
        var lines = new ArrayList<String>();
        boolean same = false;
        switch (verdict) {
            case Verdict.Failed failed -> {
                same = isSame(failed);
                lines.add(
                        same
                                ? "it fails here as in " + run
                                : "it fails here otherwise than in " + run + ": there "
                                        + (recorded.reason().isEmpty() ? recorded.step() : recorded.reason()));
            }
            case Verdict.Passed _ ->
                lines.add("it does not fail here: everything holds up to " + recorded.step() + ", where " + run
                        + " failed");
            case Verdict.Errored errored -> lines.add("this machine could not tell: " + errored.reason());
            case Verdict.Cancelled _ -> lines.add("stopped before it could tell");
        }
        if (!same) lines.addAll(otherwise(verdict.report()));
        return new Outcome(same, lines);
    }

    /** The same rung, and a test that failed there, too, where tests did. */
    private boolean isSame(Verdict.Failed failed) {
        if (!(failed.report().rungs().of(step.rung()) instanceof RungOutcome.Failed)) return false;
        var tests = failed.report().tests().stream()
                .filter(test -> test.state() == State.FAILED)
                .map(TestResult::name)
                .collect(Collectors.toCollection(HashSet::new));
        if (tests.isEmpty() || recorded.failed().isEmpty())
            return tests.isEmpty() == recorded.failed().isEmpty();
        return recorded.failed().stream().anyMatch(tests::contains);
    }

    /** What is known to be different here: where nothing was built, this machine's kind was never asked for. */
    private List<String> otherwise(Report report) {
        var lines = new ArrayList<String>();
        addOther(lines, "the processor", report.architecture(), recorded.architecture());
        addOther(lines, "the engine", report.engine(), recorded.engine());
        recorded.made()
                .bases()
                .forEach((name, there) ->
                        addOther(lines, name, shown(report.bases().getOrDefault(name, "")), shown(there)));
        return lines;
    }

    private static void addOther(List<String> lines, String what, String here, String there) {
        if (here.isEmpty() || there.isEmpty() || here.equals(there)) return;
        lines.add("different here: " + what + ", " + here + " (there " + there + ")");
    }

    private static String shown(String id) {
        var digits = id.substring(id.indexOf(':') + 1);
        return digits.substring(0, Math.min(SHOWN, digits.length()));
    }
}
