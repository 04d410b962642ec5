package dev.softservice.server.run;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import java.util.Optional;

/** The obstacle that the newest run of a candidate is. */
public final class RunObstacle {
    private RunObstacle() {}

    /** Empty once it has passed. {@code waits}: those of its repository. */
    public static Optional<Obstacle> of(Run run, Waits waits) {
        if (run.state() == Run.State.WAITING)
            return told(Kind.LET_RUN, run, "waits for a maintainer to let this code run");
        if (run.verdict().isEmpty()) {
            return run.state() == Run.State.QUEUED ? queued(run, waits) : running(run, waits);
        }
        return switch (run.verdict().get()) {
            case PASSED -> Optional.empty();
            case FAILED -> told(Kind.FAILED, run, "failed: " + run.reason());
            case ERRORED -> told(Kind.ERRORED, run, "could not tell: " + run.reason());
            case CANCELLED, SUPERSEDED -> told(Kind.STOPPED, run, "was stopped before it could tell: run it again");
        };
    }

    private static Optional<Obstacle> queued(Run run, Waits waits) {
        if (waits.trouble().isPresent())
            return told(
                    Kind.ENGINE,
                    run,
                    "is queued, and nothing can run at present: "
                            + waits.trouble().get());
        var again = run.attempt() > 1 && !run.reason().isBlank() ? "; " + run.reason() : "";
        return told(
                Kind.QUEUED,
                run,
                "is queued" + waits.of(run.id()).map(Wait::words).orElse("") + again);
    }

    private static Optional<Obstacle> running(Run run, Waits waits) {
        var usual = waits.usual()
                .map(took -> "; runs of this repository took " + Wait.about(took) + " of late")
                .orElse("");
        return told(Kind.RUNNING, run, "is under way" + (run.isClimbing() ? ", accepted, and climbs on" : "") + usual);
    }

    private static Optional<Obstacle> told(Kind kind, Run run, String what) {
        return Optional.of(Obstacle.of(kind, run.id(), "run " + run.id() + " " + what));
    }
}
