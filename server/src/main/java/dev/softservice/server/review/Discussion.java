package dev.softservice.server.review;

import dev.softservice.server.git.GitStore;
import dev.softservice.server.pull.Ledger;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.run.Runs;

/** What is said about pull requests: comments, reviews, all of it in the order of time, and where a line is in newer versions. */
public record Discussion(Comments comments, Reviews reviews, PullTimeline timeline, Followed followed) {
    /** About the pull requests of one hub. */
    public static Discussion of(Ledger ledger, Versions versions, GitStore git, Pulls pulls, Runs runs) {
        var followed = new Followed(versions, git);
        var comments = new Comments(ledger, versions, followed, new Commands(pulls, versions, runs));
        var reviews = new Reviews(ledger, pulls, versions, followed);
        return new Discussion(comments, reviews, new PullTimeline(versions, pulls, runs, comments, reviews), followed);
    }
}
