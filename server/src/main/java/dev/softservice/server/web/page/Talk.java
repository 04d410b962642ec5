package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.pull.PullEvent;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.Comment;
import dev.softservice.server.review.Discussion;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.PullTimeline;
import dev.softservice.server.review.PullTimeline.Entry;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Side;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What happened to a pull request and what was said about it, as its page shows it to one visitor. */
final class Talk {
    /** One comment. {@code anchor} is empty where it is shown a second time; {@code raw}: as it was written, for editing. */
    record Said(
            long id,
            String anchor,
            String href,
            String author,
            Instant at,
            SafeString html,
            List<String> outcome,
            String raw,
            boolean edited,
            boolean draft,
            String deletedBy,
            boolean mayEdit,
            boolean mayDelete) {}

    /** {@code place}: the line that it is about, with {@code excerpt}, what that said; empty: the whole change. */
    record Thread(
            long id,
            String href,
            String place,
            String placeHref,
            String excerpt,
            boolean outdated,
            String resolvedBy,
            boolean mayAnswer,
            boolean mayResolve,
            List<Said> said) {}

    /** {@code who} is empty where the threads say it all; {@code link}, with its {@code href}: what it is about. */
    record Event(
            String anchor,
            String kind,
            String who,
            String says,
            String link,
            String href,
            Instant at,
            List<Thread> threads) {}

    /** A reviewer's verdict that stands. */
    record Standing(long id, String kind, String who, String says, String version, boolean current) {}

    /** What the visitor may write: {@code gathered} comments of their review are not sent yet; {@code judge}: may give a verdict. */
    record Writing(String href, int version, boolean judge, String gathered) {}

    private final TalkViews talks;
    private final Discussion discussion;
    private final HostedRepository repository;
    private final PullRequest pull;
    private final Account viewer;
    private final PullVersion newest;
    private final Optional<Review> draft;
    private final String href;

    Talk(TalkViews talks, HostedRepository repository, PullRequest pull, PullVersion newest, Account viewer) {
        this.talks = talks;
        this.discussion = talks.discussion();
        this.repository = repository;
        this.pull = pull;
        this.viewer = viewer;
        this.newest = newest;
        this.draft = discussion.reviews().draft(pull, viewer);
        this.href = PullPages.href(repository, pull.number());
    }

    List<Event> timeline() {
        return discussion.timeline().of(repository, pull, viewer).stream()
                .flatMap(this::event)
                .toList();
    }

    private Stream<Event> event(Entry entry) {
        return switch (entry) {
            case Entry.Pushed pushed -> Stream.of(pushed(entry, pushed.version()));
            case Entry.Tested tested -> tested(entry, tested.run()).stream();
            case Entry.Happened happened -> Stream.of(happened(entry, happened.event()));
            case Entry.Reviewed reviewed -> Stream.of(reviewed(entry, reviewed));
            case Entry.Said said ->
                Stream.of(new Event("", "", "", "", "", "", entry.at(), List.of(thread(said.thread(), true))));
        };
    }

    private Event pushed(Entry entry, PullVersion version) {
        var says = version.number() == 1 ? "opens it with" : "pushes";
        return new Event(
                entry.anchor(),
                "open",
                version.by(),
                says,
                "version " + version.number(),
                href + "?version=" + version.number() + "#changes",
                entry.at(),
                List.of());
    }

    /** Of runs that a newer one took the place of nobody wants to read here. */
    private Optional<Event> tested(Entry entry, Run run) {
        if (run.verdict().filter(Run.Outcome.SUPERSEDED::equals).isPresent()) return Optional.empty();
        var verdict = Reports.verdict(run);
        return Optional.of(new Event(
                entry.anchor(),
                verdict.kind(),
                "Run " + run.id(),
                verdict.word().toLowerCase(java.util.Locale.ROOT)
                        + (run.reason().isBlank() ? "" : ": " + Text.showable(Text.shortened(run.reason(), 200))),
                "report",
                "/" + repository.name() + "/runs/" + run.id(),
                entry.at(),
                List.of()));
    }

    private static Event happened(Entry entry, PullEvent event) {
        var kind = switch (event.kind()) {
            case RUN_APPROVED, WEAKER_ACCEPTED, RULE_SET_ASIDE -> "asks";
            case RETEST_ASKED -> "queued";
            case MERGE_ASKED, DRAFTED -> "waiting";
            case GATE_LEFT -> "failed";
            case MERGED -> "merged";
            case CLOSED -> "closed";
            case REOPENED, READY -> "open";
        };
        return new Event(entry.anchor(), kind, event.by(), words(event), "", "", entry.at(), List.of());
    }

    private static String words(PullEvent event) {
        var why = event.kind() == PullEvent.Kind.GATE_LEFT ? Text.showable(Text.shortened(event.detail(), 300)) : "";
        return event.kind().words() + why;
    }

    private Event reviewed(Entry entry, Entry.Reviewed reviewed) {
        var review = reviewed.review();
        return new Event(
                entry.anchor(),
                kind(review),
                review.author(),
                review.verdict().words()
                        + review.dismissal()
                                .map(gone -> gone.by().equals(review.author())
                                        ? ", and took that back"
                                        : ", which " + gone.by() + " dismissed: " + Text.showable(gone.why()))
                                .orElse(""),
                "version " + review.version(),
                href + "?version=" + review.version() + "#changes",
                entry.at(),
                reviewed.threads().stream().map(thread -> thread(thread, true)).toList());
    }

    private static String kind(Review review) {
        return switch (review.verdict()) {
            case APPROVED -> "passed";
            case CHANGES_REQUESTED -> "failed";
            case COMMENTED -> "none";
        };
    }

    List<Standing> standing() {
        return discussion.reviews().standing(pull).stream()
                .map(review -> new Standing(
                        review.id(),
                        kind(review),
                        review.author(),
                        review.verdict().words(),
                        "version " + review.version(),
                        review.version() == newest.number()))
                .toList();
    }

    /** Nothing for a visitor who has not logged in. {@code shown}: the version that they look at. */
    List<Writing> writing(PullVersion shown) {
        if (!viewer.role().atLeast(Role.READER)) return List.of();
        long gathered = draft.stream()
                .flatMap(review -> discussion.comments().list(pull, viewer).stream()
                        .filter(comment -> comment.review().orElse(0) == review.id())
                        .filter(comment -> comment.deleted().isEmpty()))
                .count();
        return List.of(new Writing(
                href,
                shown.number(),
                viewer.role().atLeast(Role.CONTRIBUTOR) && !viewer.name().equals(pull.author()),
                gathered == 0 ? "" : Words.count(gathered, "comment")));
    }

    /** The differences with the threads on their lines; {@code whole}: against the merge base, so that the old side is its too. */
    Diffs.Diff on(Diffs.Diff diff, PullVersion shown, boolean whole) {
        var placed = new ArrayList<Diffs.Placed>();
        for (var thread : discussion.timeline().onLines(pull, viewer)) {
            var place = thread.first().place().orElseThrow().place();
            if (place.side() == Side.OLD && !whole) continue;
            discussion
                    .followed()
                    .in(repository, pull, place, shown)
                    .ifPresent(here -> placed.add(new Diffs.Placed(here, thread(thread, false))));
        }
        return diff.with(
                placed,
                viewer.role().atLeast(Role.READER)
                        ? Optional.of(new Diffs.LineForm(href, shown.number(), whole))
                        : Optional.empty());
    }

    private Thread thread(PullTimeline.Thread thread, boolean first) {
        var root = thread.first();
        var said = Stream.concat(Stream.of(root), thread.answers().stream())
                .map(comment -> said(comment, first))
                .toList();
        var place = root.place().map(Comment.OnLine::place);
        var here = place.flatMap(at -> discussion.followed().in(repository, pull, at, newest));
        return new Thread(
                root.id(),
                href,
                first ? place.map(at -> words(here.orElse(at))).orElse("") : "",
                place.map(at -> href + "?version=" + here.orElse(at).version() + "#changes")
                        .orElse(""),
                first ? root.place().map(line -> Text.showable(line.text())).orElse("") : "",
                place.isPresent() && here.isEmpty(),
                root.resolved().map(Comment.Mark::by).orElse(""),
                viewer.role().atLeast(Role.READER),
                mayResolve(root),
                said);
    }

    private static String words(LinePlace place) {
        return Text.showableName(place.path()) + ":" + place.line() + (place.side() == Side.OLD ? " (before)" : "");
    }

    private boolean mayResolve(Comment root) {
        return viewer.role().atLeast(Role.CONTRIBUTOR)
                || viewer.role().atLeast(Role.READER)
                        && (viewer.name().equals(root.author()) || viewer.name().equals(pull.author()));
    }

    private Said said(Comment comment, boolean first) {
        boolean own = viewer.role().atLeast(Role.READER) && viewer.name().equals(comment.author());
        boolean gone = comment.deleted().isPresent();
        return new Said(
                comment.id(),
                first ? "comment-" + comment.id() : "",
                href,
                comment.author(),
                comment.createdAt(),
                gone ? new SafeString("") : talks.html(comment.body(), repository),
                gone ? List.of() : comment.outcome().lines().map(Text::showable).toList(),
                own ? comment.body() : "",
                comment.editedAt().isPresent() && !gone,
                draft.isPresent() && comment.review().orElse(0) == draft.get().id(),
                comment.deleted().map(Comment.Mark::by).orElse(""),
                own && !gone,
                !gone && (own || viewer.role().atLeast(Role.MAINTAINER)));
    }
}
