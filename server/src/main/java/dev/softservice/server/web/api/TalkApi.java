package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.review.Comment;
import dev.softservice.server.review.Discussion;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Reviews;
import dev.softservice.server.review.Side;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The conversation about a pull request: comments, reviews, and everything that happened. */
public final class TalkApi {
    private static final String PULL = "/api/v1/repos/{owner}/{name}/pulls/{number}";
    private static final String COMMENT = PULL + "/comments/{comment}";
    private static final int LONGEST = 70_000;
    private static final String[] SAYING = {"body", "inReplyTo", "version", "path", "side", "line"};

    private record Subject(HostedRepository repository, PullRequest pull) {}

    private final Repositories repositories;
    private final Pulls pulls;
    private final Versions versions;
    private final Discussion discussion;
    private final PublicUrl url;

    public TalkApi(Repositories repositories, Pulls pulls, Versions versions, Discussion discussion, PublicUrl url) {
        this.repositories = repositories;
        this.pulls = pulls;
        this.versions = versions;
        this.discussion = discussion;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, PULL + "/comments", ANONYMOUS, this::list),
                Route.api(POST, PULL + "/comments", READER, this::say),
                Route.api(GET, COMMENT, ANONYMOUS, this::one),
                Route.api(PUT, COMMENT, READER, this::edit),
                Route.api(DELETE, COMMENT, READER, this::delete),
                Route.api(GET, COMMENT + "/history", ANONYMOUS, this::history),
                Route.api(POST, COMMENT + "/resolve", READER, call -> resolve(call, true)),
                Route.api(POST, COMMENT + "/unresolve", READER, call -> resolve(call, false)),
                Route.api(GET, PULL + "/reviews", ANONYMOUS, this::reviews),
                Route.api(POST, PULL + "/reviews", READER, this::review),
                Route.api(POST, PULL + "/reviews/{review}/dismiss", READER, this::dismiss),
                Route.api(GET, PULL + "/timeline", ANONYMOUS, this::timeline));
    }

    private Subject subject(Call call) {
        return new Subject(repositories.require(call.repository()), PullApi.pull(repositories, pulls, call));
    }

    private TalkShapes shapes(Subject on) {
        return new TalkShapes(
                discussion.followed(), versions.list(on.pull()).getLast(), on.repository(), on.pull(), url);
    }

    private Reply list(Call call) {
        var on = subject(call);
        long after = call.query("after", 1, Long.MAX_VALUE / 2, 0);
        var found = discussion.comments().list(on.pull(), call.account()).stream()
                .filter(comment -> comment.id() > after)
                .limit(Paging.limit(call))
                .toList();
        var shapes = shapes(on);
        var reply = Reply.json(found.stream().map(shapes::comment).toList());
        if (found.size() < Paging.limit(call)) return reply;
        return Paging.next(reply, call, url, "after=" + found.getLast().id(), Paging.limit(call));
    }

    private Reply say(Call call) {
        var on = subject(call);
        var said = discussion.comments().say(on.repository(), on.pull(), saying(on, call.json(SAYING)), call.account());
        return comment(201, on, said);
    }

    /** A line without a version is one of the newest. */
    private NewComment saying(Subject on, Json json) {
        long thread = json.number("inReplyTo", 1, Long.MAX_VALUE / 2, 0);
        var path = json.optionalLine("path", 4_000);
        int line = (int) json.number("line", 1, Integer.MAX_VALUE, 0);
        if (path.isPresent() != line > 0)
            throw Refusal.invalid("fields path and line are given together or not at all");
        int version = (int) json.number("version", 1, Integer.MAX_VALUE, 0);
        var side = json.optionalLine("side", 10).orElse("new");
        return new NewComment(
                json.text("body", LONGEST),
                path.map(file -> new LinePlace(
                        version > 0
                                ? version
                                : versions.list(on.pull()).getLast().number(),
                        file,
                        named(Side.class, "side", side),
                        line)),
                thread == 0 ? OptionalLong.empty() : OptionalLong.of(thread));
    }

    private static <E extends Enum<E>> E named(Class<E> type, String field, String word) {
        return Constants.named(type, word)
                .orElseThrow(() -> Refusal.invalid("field " + field + " must be "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Constants::word)
                                .collect(Collectors.joining(" or "))));
    }

    private Reply one(Call call) {
        var on = subject(call);
        return comment(200, on, discussion.comments().require(on.pull(), call.pathNumber("comment"), call.account()));
    }

    private Reply comment(int status, Subject on, Comment comment) {
        var shape = shapes(on).comment(comment);
        var reply = Reply.json(status, shape);
        return status == 201 ? reply.with("Location", shape.url()) : reply;
    }

    private Reply edit(Call call) {
        var on = subject(call);
        var body = call.json("body").text("body", LONGEST);
        return comment(
                200, on, discussion.comments().edit(on.pull(), call.pathNumber("comment"), body, call.account()));
    }

    private Reply delete(Call call) {
        var on = subject(call);
        return comment(
                200,
                on,
                discussion.comments().delete(on.repository(), on.pull(), call.pathNumber("comment"), call.account()));
    }

    private Reply history(Call call) {
        var on = subject(call);
        return Reply.json(discussion.comments().earlier(on.pull(), call.pathNumber("comment"), call.account()).stream()
                .map(earlier -> new TalkShapes.EarlierShape(earlier.body(), earlier.until()))
                .toList());
    }

    private Reply resolve(Call call, boolean resolved) {
        var on = subject(call);
        call.json();
        return comment(
                200,
                on,
                discussion.comments().resolve(on.pull(), call.pathNumber("comment"), resolved, call.account()));
    }

    private Reply reviews(Call call) {
        var on = subject(call);
        var shapes = shapes(on);
        var said = discussion.comments().list(on.pull(), call.account());
        return Reply.json(discussion.reviews().sent(on.pull()).stream()
                .map(review -> shapes.review(review, said))
                .toList());
    }

    private Reply review(Call call) {
        var on = subject(call);
        var json = call.json("version", "verdict", "body", "comments");
        int version = (int) json.number("version", 1, Integer.MAX_VALUE, 0);
        if (version == 0) throw Refusal.invalid("field version is missing: name the version that you looked at");
        var verdict = named(Review.Verdict.class, "verdict", json.line("verdict", 30));
        var comments = json.objects("comments", 100, SAYING).stream()
                .map(comment -> saying(on, comment))
                .toList();
        var sent = discussion
                .reviews()
                .send(
                        on.repository(),
                        on.pull(),
                        new Reviews.Sending(version, verdict, json.text("body", LONGEST), comments),
                        call.account());
        var shape = shapes(on).review(sent, discussion.comments().list(on.pull(), call.account()));
        return Reply.json(201, shape).with("Location", shape.url());
    }

    private Reply dismiss(Call call) {
        var on = subject(call);
        var dismissed = discussion
                .reviews()
                .dismiss(
                        on.repository(),
                        on.pull(),
                        call.pathNumber("review"),
                        call.json("why").optionalLine("why", 500).orElse(""),
                        call.account());
        return Reply.json(shapes(on).review(dismissed, discussion.comments().list(on.pull(), call.account())));
    }

    private Reply timeline(Call call) {
        var on = subject(call);
        var shapes = shapes(on);
        return Reply.json(discussion.timeline().of(on.repository(), on.pull(), call.account()).stream()
                .map(shapes::event)
                .toList());
    }
}
