package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Ledger;
import dev.softservice.server.pull.Opinion;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.CommentTable.Written;
import dev.softservice.server.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Reviews: comments that are gathered and sent as one, with a verdict on the version that was looked at. A maintainer who approves a
 * version also lets its code run.
 */
public final class Reviews {
    private static final int MOST_COMMENTS = 100;

    /** {@code body} may be empty where there is a verdict or a comment. */
    public record Sending(int version, Review.Verdict verdict, String body, List<NewComment> comments) {}

    private final Ledger ledger;
    private final Pulls pulls;
    private final Versions versions;
    private final Desk desk;

    public Reviews(Ledger ledger, Pulls pulls, Versions versions, Followed followed) {
        this.ledger = ledger;
        this.pulls = pulls;
        this.versions = versions;
        this.desk = new Desk(versions, followed);
    }

    /** Those that were sent, oldest first. */
    public List<Review> sent(PullRequest pull) {
        return ledger.database().read(handle -> ReviewTable.sent(handle, pull.id()));
    }

    /** Of each reviewer the newest verdict, in the order in which they gave it. A review that only comments takes none back; one that was dismissed counts no more. */
    public List<Review> standing(PullRequest pull) {
        return newest(sent(pull));
    }

    private static List<Review> newest(List<Review> sent) {
        var newest = new LinkedHashMap<String, Review>();
        for (var review : sent) {
            if (review.verdict() == Review.Verdict.COMMENTED) continue;
            newest.remove(review.author());
            newest.put(review.author(), review);
        }
        return newest.values().stream()
                .filter(review -> review.dismissal().isEmpty())
                .toList();
    }

    /** The same, for those who ask what keeps a pull request from landing. */
    public static Map<Long, List<Opinion>> opinions(Database database, List<PullRequest> pulls) {
        var sent = database.read(handle ->
                ReviewTable.sent(handle, pulls.stream().map(PullRequest::id).toList()));
        return sent.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        of -> newest(of.getValue()).stream()
                                .map(Reviews::opinion)
                                .toList()));
    }

    private static Opinion opinion(Review review) {
        return new Opinion(review.author(), review.verdict() == Review.Verdict.APPROVED, review.version());
    }

    /**
     * From now on a review's verdict counts no more: its author takes it back, or a {@code MAINTAINER} dismisses it and says why. It stays to be
     * read.
     */
    public Review dismiss(HostedRepository repository, PullRequest pull, long id, String why, Account by) {
        by.require(Role.READER, "take a review back");
        var review = sent(pull).stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("no review " + id + " of pull request #" + pull.number()));
        boolean own = review.author().equals(by.name());
        if (!own) by.require(Role.MAINTAINER, "dismiss somebody else's review");
        if (!own && why.isBlank()) throw Refusal.invalid("field why is empty: say why the review counts no more");
        if (review.verdict() == Review.Verdict.COMMENTED)
            throw Refusal.conflict("review " + id + " has no verdict to be taken back");
        ledger.database().run(handle -> {
            var dismissal = new Review.Dismissal(by.name(), ledger.clock().instant(), why.strip());
            if (!ReviewTable.dismiss(handle, id, dismissal))
                throw Refusal.conflict("review " + id + " counts no more already");
            ledger.audit()
                    .record(handle, by, "review.dismiss", repository.name() + "#" + pull.number(), id + ": " + why);
        });
        pulls.reviewed(repository);
        return sent(pull).stream().filter(one -> one.id() == id).findFirst().orElseThrow();
    }

    /** The one that {@code viewer} is writing. */
    public Optional<Review> draft(PullRequest pull, Account viewer) {
        return ledger.database().read(handle -> ReviewTable.draft(handle, pull.id(), viewer.name()));
    }

    /** Adds a comment to the review that {@code by} is writing, or begins one. Nobody else sees it until the review is sent. */
    public Comment add(HostedRepository repository, PullRequest pull, NewComment saying, Account by) {
        var written = desk.written(repository, pull, saying, by);
        int version = versions.list(pull).getLast().number();
        return ledger.database().write(handle -> {
            var now = ledger.clock().instant();
            Desk.checkRate(handle, pull, by.name(), now);
            long review = draft(handle, pull, version, by, now);
            if (CommentTable.ofReview(handle, review) >= MOST_COMMENTS)
                throw Refusal.conflict("a review has at most " + MOST_COMMENTS + " comments: send this one first");
            long id = insert(handle, written, review, now);
            return CommentTable.find(handle, pull.id(), id, by.name()).orElseThrow();
        });
    }

    private static long draft(Handle handle, PullRequest pull, int version, Account by, Instant now) {
        return ReviewTable.draft(handle, pull.id(), by.name())
                .map(Review::id)
                .orElseGet(() -> ReviewTable.begin(handle, pull.id(), version, by.name(), now));
    }

    private static long insert(Handle handle, Written written, long review, Instant now) {
        var threaded = Desk.threaded(handle, written);
        return CommentTable.insert(
                handle,
                new Written(
                        threaded.pull(),
                        threaded.author(),
                        threaded.body(),
                        OptionalLong.of(review),
                        threaded.thread(),
                        threaded.place()),
                now);
    }

    /** Sends what {@code by} was writing, if anything, together with {@code sending}. A verdict needs {@code CONTRIBUTOR}. */
    public Review send(HostedRepository repository, PullRequest pull, Sending sending, Account by) {
        check(pull, sending, by);
        var written = new ArrayList<Written>();
        if (!sending.body().isBlank()) written.add(desk.written(repository, pull, NewComment.of(sending.body()), by));
        sending.comments().forEach(saying -> written.add(desk.written(repository, pull, saying, by)));
        if (sending.verdict() == Review.Verdict.APPROVED) letRun(repository, pull, sending.version(), by);
        var review = store(repository, pull, sending, written, by);
        // A reviewer who approves wants to see it land: by then the verdict is that of the present base.
        if (sending.verdict() == Review.Verdict.APPROVED) {
            pulls.freshen(repository, pull.number());
            pulls.reviewed(repository);
        }
        return review;
    }

    private Review store(
            HostedRepository repository, PullRequest pull, Sending sending, List<Written> written, Account by) {
        return ledger.database().write(handle -> {
            var now = ledger.clock().instant();
            Desk.checkRate(handle, pull, by.name(), now);
            long review = draft(handle, pull, sending.version(), by, now);
            written.forEach(comment -> insert(handle, comment, review, now));
            if (sending.verdict() == Review.Verdict.COMMENTED && CommentTable.ofReview(handle, review) == 0)
                throw Refusal.invalid("review is empty: give a verdict, or say something");
            ReviewTable.send(handle, review, sending.version(), sending.verdict(), now);
            ledger.audit()
                    .record(
                            handle,
                            by,
                            "review.send",
                            repository.name() + "#" + pull.number(),
                            sending.verdict() + " version " + sending.version());
            return ReviewTable.sent(handle, pull.id()).stream()
                    .filter(sent -> sent.id() == review)
                    .findFirst()
                    .orElseThrow();
        });
    }

    private void check(PullRequest pull, Sending sending, Account by) {
        by.require(Role.READER, "review");
        versions.require(pull, sending.version());
        if (sending.comments().size() > MOST_COMMENTS)
            throw Refusal.invalid("a review has at most " + MOST_COMMENTS + " comments: send several");
        if (sending.verdict() == Review.Verdict.COMMENTED) return;
        if (pull.author().equals(by.name()))
            throw Refusal.invalid("this is your own change: others approve it or ask for changes, you may comment");
        by.require(Role.CONTRIBUTOR, "approve or ask for changes");
    }

    private void letRun(HostedRepository repository, PullRequest pull, int version, Account by) {
        var newest = versions.list(pull).getLast();
        boolean waits = pulls.run(repository, pull.number())
                .filter(run -> run.state() == Run.State.WAITING)
                .isPresent();
        if (waits && by.role().atLeast(Role.MAINTAINER) && newest.number() == version)
            pulls.approve(repository, pull.number(), newest.head(), by);
    }

    /** Throws away what {@code by} was writing; harmless where there is nothing. */
    public void discard(PullRequest pull, Account by) {
        by.require(Role.READER, "review");
        ledger.database()
                .run(handle -> ReviewTable.draft(handle, pull.id(), by.name()).ifPresent(review -> {
                    CommentTable.discard(handle, review.id());
                    ReviewTable.discard(handle, review.id());
                }));
    }
}
