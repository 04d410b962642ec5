package dev.softservice.server.web.api;

import dev.softservice.server.core.Constants;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.Comment;
import dev.softservice.server.review.Followed;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.PullTimeline.Entry;
import dev.softservice.server.review.Review;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.PublicUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the API's answers about a conversation look like. */
final class TalkShapes {
    /** {@code current}: where the line is in the newest version; none where the comment is outdated, or on no line. */
    record CommentShape(
            long id,
            OptionalLong inReplyTo,
            OptionalLong review,
            String author,
            String body,
            Instant createdAt,
            Optional<Instant> editedAt,
            Optional<String> deletedBy,
            Optional<LineShape> line,
            Optional<LineShape> current,
            boolean outdated,
            Optional<String> resolvedBy,
            String outcome,
            String url) {}

    record LineShape(int version, String path, String side, int line) {}

    record EarlierShape(String body, Instant until) {}

    record ReviewShape(
            long id,
            String author,
            String verdict,
            int version,
            boolean onNewest,
            Instant sentAt,
            List<CommentShape> comments,
            Optional<String> dismissedBy,
            Optional<String> dismissedWhy,
            String url) {}

    /** Of {@code version}, {@code run}, {@code review} and {@code comment} the one that it is about. */
    record EventShape(
            String type,
            Instant at,
            String by,
            OptionalInt version,
            OptionalLong run,
            Optional<String> verdict,
            OptionalLong review,
            OptionalLong comment,
            String url) {}

    private final Followed followed;
    private final HostedRepository repository;
    private final PullRequest pull;
    private final PullVersion newest;
    private final PublicUrl url;

    TalkShapes(Followed followed, PullVersion newest, HostedRepository repository, PullRequest pull, PublicUrl url) {
        this.followed = followed;
        this.repository = repository;
        this.pull = pull;
        this.newest = newest;
        this.url = url;
    }

    private String at(String anchor) {
        return url.of("/" + repository.name() + "/pulls/" + pull.number() + "#" + anchor);
    }

    CommentShape comment(Comment comment) {
        var place = comment.place().map(Comment.OnLine::place);
        var current = place.flatMap(at -> followed.in(repository, pull, at, newest));
        return new CommentShape(
                comment.id(),
                comment.thread(),
                comment.review(),
                comment.author(),
                comment.body(),
                comment.createdAt(),
                comment.editedAt(),
                comment.deleted().map(Comment.Mark::by),
                place.map(TalkShapes::line),
                current.map(TalkShapes::line),
                place.isPresent() && current.isEmpty(),
                comment.resolved().map(Comment.Mark::by),
                comment.outcome(),
                at("comment-" + comment.id()));
    }

    private static LineShape line(LinePlace place) {
        return new LineShape(place.version(), place.path(), Constants.word(place.side()), place.line());
    }

    ReviewShape review(Review review, List<Comment> said) {
        return new ReviewShape(
                review.id(),
                review.author(),
                Constants.word(review.verdict()),
                review.version(),
                review.version() == newest.number(),
                review.sentAt().orElse(review.createdAt()),
                said.stream()
                        .filter(comment -> comment.review().orElse(0) == review.id())
                        .map(this::comment)
                        .toList(),
                review.dismissal().map(Review.Dismissal::by),
                review.dismissal().map(Review.Dismissal::why),
                at("review-" + review.id()));
    }

    EventShape event(Entry entry) {
        var none = OptionalLong.empty();
        return switch (entry) {
            case Entry.Pushed pushed ->
                shape(
                        entry,
                        "pushed",
                        pushed.version().by(),
                        OptionalInt.of(pushed.version().number()),
                        none);
            case Entry.Tested tested -> tested(entry, tested.run());
            case Entry.Happened happened ->
                shape(
                        entry,
                        Constants.word(happened.event().kind()),
                        happened.event().by(),
                        OptionalInt.empty(),
                        none);
            case Entry.Reviewed reviewed -> reviewed(entry, reviewed.review());
            case Entry.Said said ->
                shape(
                        entry,
                        "commented",
                        said.thread().first().author(),
                        OptionalInt.empty(),
                        OptionalLong.of(said.thread().first().id()));
        };
    }

    private EventShape shape(Entry entry, String type, String by, OptionalInt version, OptionalLong comment) {
        return new EventShape(
                type,
                entry.at(),
                by,
                version,
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                comment,
                at(entry.anchor()));
    }

    private EventShape tested(Entry entry, Run run) {
        return new EventShape(
                "tested",
                entry.at(),
                "hub",
                OptionalInt.empty(),
                OptionalLong.of(run.id().value()),
                run.verdict().map(Constants::word),
                OptionalLong.empty(),
                OptionalLong.empty(),
                at(entry.anchor()));
    }

    private EventShape reviewed(Entry entry, Review review) {
        return new EventShape(
                "reviewed",
                entry.at(),
                review.author(),
                OptionalInt.of(review.version()),
                OptionalLong.empty(),
                Optional.of(Constants.word(review.verdict())),
                OptionalLong.of(review.id()),
                OptionalLong.empty(),
                at(entry.anchor()));
    }
}
