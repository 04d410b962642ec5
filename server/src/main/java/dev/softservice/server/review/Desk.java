package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.CommentTable.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Looks at what people want to say before it is written down: how long, how often, about which line. */
final class Desk {
    static final int LONGEST = 65_536;
    private static final int A_MINUTE = 20;
    private static final int AN_HOUR = 200;
    private static final int A_PULL = 2_000;
    private static final int LONGEST_LINE = 300;

    private final Versions versions;
    private final Followed followed;

    Desk(Versions versions, Followed followed) {
        this.versions = versions;
        this.followed = followed;
    }

    static String body(String body) {
        if (body.isBlank()) throw Refusal.invalid("comment is empty: say something");
        if (body.length() > LONGEST)
            throw Refusal.invalid(
                    "comment is longer than " + LONGEST + " characters: attach it as a file of the change");
        return body.strip();
    }

    /** {@code in}: the review that it belongs to. Reads Git, so it is called outside of a transaction. */
    Written written(HostedRepository repository, PullRequest pull, NewComment saying, Account by) {
        by.require(Role.READER, "comment");
        return new Written(
                pull.id(),
                by.name(),
                body(saying.body()),
                OptionalLong.empty(),
                saying.thread(),
                saying.place().map(place -> onLine(repository, pull, place)));
    }

    private Comment.OnLine onLine(HostedRepository repository, PullRequest pull, LinePlace place) {
        var version = versions.require(pull, place.version());
        var text = followed.text(repository, version, place)
                .orElseThrow(() -> Refusal.invalid("there is no line " + place.line() + " of text in "
                        + place.path().replaceAll("\\p{Cntrl}", "?") + " on the "
                        + (place.side() == Side.OLD ? "old" : "new") + " side of version " + place.version()));
        return new Comment.OnLine(place, text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "…");
    }

    /** The comment that begins the thread which {@code written} answers; a thread has one level. */
    static Written threaded(Handle handle, Written written) {
        if (written.thread().isEmpty()) return written;
        long id = written.thread().getAsLong();
        var answered = CommentTable.find(handle, written.pull(), id, written.author())
                .orElseThrow(() -> Refusal.notFound("no comment " + id + " on this pull request"));
        return new Written(
                written.pull(),
                written.author(),
                written.body(),
                written.review(),
                OptionalLong.of(answered.thread().orElse(answered.id())),
                Optional.empty());
    }

    static void checkRate(Handle handle, PullRequest pull, String author, Instant now) {
        within(handle, author, now, Duration.ofMinutes(1), A_MINUTE);
        within(handle, author, now, Duration.ofHours(1), AN_HOUR);
        if (CommentTable.count(handle, pull.id()) >= A_PULL)
            throw Refusal.conflict("pull request #" + pull.number() + " has " + A_PULL
                    + " comments, which is the most: go on in a new one");
    }

    private static void within(Handle handle, String author, Instant now, Duration time, int most) {
        var since = now.minus(time);
        if (CommentTable.saidSince(handle, author, since) + ReviewTable.sentSince(handle, author, since) < most) return;
        throw Refusal.of(
                Refusal.Kind.THROTTLED,
                author + " has written " + most + " comments within " + time.toMinutes()
                        + (time.toMinutes() == 1 ? " minute" : " minutes") + ": wait, and send this one again");
    }
}
