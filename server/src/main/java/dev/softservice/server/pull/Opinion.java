package dev.softservice.server.pull;

import java.util.List;
import java.util.Map;

/**
 * A reviewer's newest verdict that still counts.
 *
 * @param version of the pull request, which was looked at
 */
public record Opinion(String by, boolean approves, int version) {
    /** Knows reviews. */
    @FunctionalInterface
    public interface Given {
        /** By the pull request's id; of each reviewer the newest. One that was withdrawn or dismissed is not among them. */
        Map<Long, List<Opinion>> on(List<PullRequest> pulls);
    }
}
