package dev.softservice.server.why;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Wait;
import java.util.List;
import java.util.Optional;

/**
 * Something that may become the next release: an open pull request, or the head of main.
 *
 * @param pull      empty: the head of main
 * @param title     one line
 * @param commit    the head
 * @param run       its newest run
 * @param wanted    the level that it has to reach; 0: none in particular, or nobody knows yet
 * @param queue     what its run waits for in the queue
 * @param obstacles in the order in which they have to go
 */
public record Candidate(
        Optional<PullRequest> pull,
        String title,
        Sha commit,
        Optional<Run> run,
        int wanted,
        Optional<Wait> queue,
        List<Obstacle> obstacles) {
    public Candidate {
        obstacles = List.copyOf(obstacles);
    }

    /** The same with other obstacles. */
    Candidate with(List<Obstacle> others) {
        return new Candidate(pull, title, commit, run, wanted, queue, others);
    }
}
