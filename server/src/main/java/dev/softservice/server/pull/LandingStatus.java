package dev.softservice.server.pull;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that keeps an open pull request from landing.
 *
 * @param run       the newest of the merge result that was tested last
 * @param wanted    the level that this run has to reach; 0: none in particular
 * @param obstacles in the order in which they have to go; the last one says how it lands once the others are gone
 * @param line      its place in the line for landing, where it has one
 */
public record LandingStatus(
        PullRequest pull, Optional<Run> run, OptionalInt wanted, List<Obstacle> obstacles, Optional<InLine> line) {
    public LandingStatus {
        obstacles = List.copyOf(obstacles);
    }
}
