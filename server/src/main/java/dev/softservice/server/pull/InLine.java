package dev.softservice.server.pull;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pull request's place in the line for landing.
 *
 * @param place from 1: it is next
 * @param ahead the numbers of those ahead of it, the first one first
 * @param still the gate stands still, because the base itself is red
 * @param run   what tests it on top of those ahead, where that is queued or under way
 */
public record InLine(int place, int of, List<Integer> ahead, boolean still, Optional<Run> run) {
    public InLine {
        ahead = List.copyOf(ahead);
    }

    /** One line that says where it stands. */
    public Obstacle obstacle() {
        var id = run.map(Run::id);
        if (still)
            return new Obstacle(Obstacle.Kind.GATE, "the gate stands still, because the branch itself is red", id);
        var behind = ahead.isEmpty()
                ? ""
                : " behind " + ahead.stream().map(number -> "#" + number).collect(Collectors.joining(", "));
        return new Obstacle(
                Obstacle.Kind.LINE,
                "it is number " + place + " of " + of + " in line" + behind
                        + id.map(tests -> ", and run " + tests + " tests it on top of those ahead")
                                .orElse(""),
                id);
    }
}
