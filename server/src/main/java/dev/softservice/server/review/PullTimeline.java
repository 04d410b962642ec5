package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.pull.PullEvent;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that happened to a pull request, in one order. */
public final class PullTimeline {
    private static final int MOST_RUNS = 100;

    /** One thing that happened. Each has an anchor, which is its permanent link on the page. */
    public sealed interface Entry {
        Instant at();

        String anchor();

        record Pushed(PullVersion version) implements Entry {
            @Override
            public Instant at() {
                return version.at();
            }

            @Override
            public String anchor() {
                return "version-" + version.number();
            }
        }

        record Tested(Run run) implements Entry {
            @Override
            public Instant at() {
                return run.queuedAt();
            }

            @Override
            public String anchor() {
                return "run-" + run.id();
            }
        }

        record Happened(PullEvent event) implements Entry {
            @Override
            public Instant at() {
                return event.at();
            }

            @Override
            public String anchor() {
                return "event-" + event.id();
            }
        }

        /** {@code threads}: what the review said; those that it began, and single answers in threads of others. */
        record Reviewed(Review review, List<Thread> threads) implements Entry {
            @Override
            public Instant at() {
                return review.sentAt().orElse(review.createdAt());
            }

            @Override
            public String anchor() {
                return "review-" + review.id();
            }
        }

        record Said(Thread thread) implements Entry {
            @Override
            public Instant at() {
                return thread.first().createdAt();
            }

            @Override
            public String anchor() {
                return "comment-" + thread.first().id();
            }
        }
    }

    /** A comment with its answers. */
    public record Thread(Comment first, List<Comment> answers) {}

    private final Versions versions;
    private final Pulls pulls;
    private final Runs runs;
    private final Comments comments;
    private final Reviews reviews;

    public PullTimeline(Versions versions, Pulls pulls, Runs runs, Comments comments, Reviews reviews) {
        this.versions = versions;
        this.pulls = pulls;
        this.runs = runs;
        this.comments = comments;
        this.reviews = reviews;
    }

    /** Oldest first: all versions, events, reviews and comments, and the newest runs. */
    public List<Entry> of(HostedRepository repository, PullRequest pull, Account viewer) {
        var entries = new ArrayList<Entry>();
        versions.list(pull).forEach(version -> entries.add(new Entry.Pushed(version)));
        runs.ofPull(repository, pull.number(), MOST_RUNS).forEach(run -> entries.add(new Entry.Tested(run)));
        pulls.events(pull).forEach(event -> entries.add(new Entry.Happened(event)));
        var said = comments.list(pull, viewer);
        var sent = reviews.sent(pull);
        for (var review : sent) {
            entries.add(new Entry.Reviewed(
                    review,
                    said.stream()
                            .filter(comment -> comment.review().orElse(0) == review.id())
                            .filter(comment -> comment.thread().isEmpty())
                            .map(comment -> thread(comment, said))
                            .toList()));
        }
        said.stream()
                .filter(comment ->
                        comment.thread().isEmpty() && comment.review().isEmpty())
                .forEach(comment -> entries.add(new Entry.Said(thread(comment, said))));
        entries.sort(Comparator.comparing(Entry::at));
        return List.copyOf(entries);
    }

    /** The threads on lines, those of one's own unsent review included. */
    public List<Thread> onLines(PullRequest pull, Account viewer) {
        var said = comments.list(pull, viewer);
        return said.stream()
                .filter(comment -> comment.thread().isEmpty() && comment.isOnLine())
                .map(comment -> thread(comment, said))
                .toList();
    }

    private static Thread thread(Comment first, List<Comment> said) {
        return new Thread(
                first,
                said.stream()
                        .filter(comment -> comment.thread().orElse(0) == first.id())
                        .toList());
    }
}
