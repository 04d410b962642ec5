package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.Comments;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Reviews;
import dev.softservice.server.review.Side;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The forms of the conversation about a pull request, and what a comment said before it was edited. */
public final class TalkPages {
    private static final String PULL = "/{owner}/{name}/pulls/{number}";
    private static final String COMMENT = PULL + "/comments/{comment}";
    private static final int LONGEST = 70_000;

    record Before(SafeString html, Instant until) {}

    record History(Heads.Head head, String href, String title, String author, List<Before> before, SafeString now) {}

    private record Subject(HostedRepository repository, PullRequest pull) {}

    private final DistroFrame frame;
    private final Pulls pulls;
    private final Comments comments;
    private final Reviews reviews;
    private final Markdown markdown;

    public TalkPages(DistroFrame frame, Pulls pulls, Comments comments, Reviews reviews, Markdown markdown) {
        this.frame = frame;
        this.pulls = pulls;
        this.comments = comments;
        this.reviews = reviews;
        this.markdown = markdown;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(POST, PULL + "/comments", READER, this::say),
                Route.page(GET, COMMENT + "/history", ANONYMOUS, this::history),
                Route.page(POST, COMMENT + "/edit", READER, this::edit),
                Route.page(POST, COMMENT + "/delete", READER, this::delete),
                Route.page(POST, COMMENT + "/resolve", READER, this::resolve),
                Route.page(POST, PULL + "/reviews", READER, this::review),
                Route.page(POST, PULL + "/reviews/{review}/dismiss", READER, this::dismiss),
                Route.page(POST, PULL + "/reviews/discard", READER, this::discard));
    }

    private Subject subject(Call call) {
        var repository = frame.repository(call);
        return new Subject(repository, pulls.require(repository, PullPages.number(call)));
    }

    private Reply say(Call call) {
        var on = subject(call);
        var saying = new NewComment(call.form("body", LONGEST), place(call), thread(call));
        if (call.form("gather", 5).equals("yes")) {
            reviews.add(on.repository(), on.pull(), saying, call.account());
            return back(on, saying.place().isPresent() ? "changes" : "review");
        }
        var said = comments.say(on.repository(), on.pull(), saying, call.account());
        return back(on, "comment-" + said.id());
    }

    private static OptionalLong thread(Call call) {
        var text = call.form("thread", 20);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(number("thread", text));
    }

    private static Optional<LinePlace> place(Call call) {
        var path = call.form("path", 4_000);
        if (path.isEmpty()) return Optional.empty();
        var side = call.form("side", 5);
        return Optional.of(new LinePlace(
                number("version", call.form("version", 20)),
                path,
                Constants.named(Side.class, side).orElseThrow(() -> Refusal.invalid("field side must be old or new")),
                number("line", call.form("line", 20))));
    }

    private static int number(String field, String text) {
        if (!text.matches("[1-9]\\d{0,8}")) throw Refusal.invalid("field " + field + " must be a number from 1");
        return Integer.parseInt(text);
    }

    private Reply edit(Call call) {
        var on = subject(call);
        var edited = comments.edit(on.pull(), call.pathNumber("comment"), call.form("body", LONGEST), call.account());
        return back(on, "comment-" + edited.id());
    }

    private Reply delete(Call call) {
        var on = subject(call);
        comments.delete(on.repository(), on.pull(), call.pathNumber("comment"), call.account());
        return back(on, "comment-" + call.pathNumber("comment"));
    }

    private Reply resolve(Call call) {
        var on = subject(call);
        boolean resolved = !call.form("again", 5).equals("yes");
        comments.resolve(on.pull(), call.pathNumber("comment"), resolved, call.account());
        return back(on, "comment-" + call.pathNumber("comment"));
    }

    private Reply dismiss(Call call) {
        var on = subject(call);
        var id = call.pathNumber("review");
        reviews.dismiss(on.repository(), on.pull(), id, call.form("why", 500), call.account());
        return back(on, "review-" + id);
    }

    private Reply review(Call call) {
        var on = subject(call);
        var verdict = Constants.named(Review.Verdict.class, call.form("verdict", 20))
                .orElseThrow(() -> Refusal.invalid("field verdict must be approved, changes_requested or commented"));
        var sent = reviews.send(
                on.repository(),
                on.pull(),
                new Reviews.Sending(
                        number("version", call.form("version", 20)), verdict, call.form("body", LONGEST), List.of()),
                call.account());
        return back(on, "review-" + sent.id());
    }

    private Reply discard(Call call) {
        var on = subject(call);
        reviews.discard(on.pull(), call.account());
        return back(on, "review");
    }

    private Reply history(Call call) {
        var on = subject(call);
        long id = call.pathNumber("comment");
        var comment = comments.require(on.pull(), id, call.account());
        var at = "/" + on.repository().name();
        var before = comments.earlier(on.pull(), id, call.account()).stream()
                .map(earlier -> new Before(markdown.said(earlier.body(), at), earlier.until()))
                .toList();
        return frame.show(
                call,
                PageTemplate.HISTORY,
                "Comment " + id,
                new History(
                        frame.head(call, on.repository(), "Pull requests"),
                        PullPages.href(on.repository(), on.pull().number()) + "#comment-" + id,
                        "#" + on.pull().number(),
                        comment.author(),
                        before,
                        markdown.said(comment.body(), at)));
    }

    private static Reply back(Subject on, String anchor) {
        return Reply.redirect(PullPages.href(on.repository(), on.pull().number()) + "#" + anchor);
    }
}
