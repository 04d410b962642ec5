package dev.softservice.server.why;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.release.Release;
import java.util.List;
import java.util.Optional;

/**
 * What of a distro is not released yet, and why.
 *
 * @param stable     what is released
 * @param everywhere what concerns all candidates
 * @param candidates the head of main first, where that is not released; then pull requests, those in line for landing before the newest
 * @param more       there are more pull requests than are told of
 */
public record WhyAnswer(Optional<Release> stable, List<Obstacle> everywhere, List<Candidate> candidates, boolean more) {
    public WhyAnswer {
        everywhere = List.copyOf(everywhere);
        candidates = List.copyOf(candidates);
    }
}
