package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.Ledger;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Comments on pull requests: said, edited, deleted, their threads resolved and reopened. */
public final class Comments {
    private static final int MOST_EDITS = 50;

    private final Ledger ledger;
    private final Desk desk;
    private final Commands commands;

    public Comments(Ledger ledger, Versions versions, Followed followed, Commands commands) {
        this.ledger = ledger;
        this.commands = commands;
        this.desk = new Desk(versions, followed);
    }

    /** Oldest first; without what others are still writing. */
    public List<Comment> list(PullRequest pull, Account viewer) {
        return ledger.database().read(handle -> CommentTable.list(handle, pull.id(), viewer.name()));
    }

    public Comment require(PullRequest pull, long id, Account viewer) {
        return ledger.database().read(handle -> find(handle, pull, id, viewer));
    }

    private static Comment find(Handle handle, PullRequest pull, long id, Account viewer) {
        return CommentTable.find(handle, pull.id(), id, viewer.name())
                .orElseThrow(() -> Refusal.notFound("no comment " + id + " on pull request #" + pull.number()));
    }

    /** Does what its first lines ask for, if anything, and says what came of that. Needs {@code READER}. */
    public Comment say(HostedRepository repository, PullRequest pull, NewComment saying, Account by) {
        var written = desk.written(repository, pull, saying, by);
        var said = store(pull, written, by);
        var asked = Commands.asked(said.body());
        if (asked.isEmpty() || said.isOnLine()) return said;
        var outcome = commands.follow(repository, pull, asked, by);
        ledger.database().run(handle -> CommentTable.outcome(handle, said.id(), outcome));
        return require(pull, said.id(), by);
    }

    private Comment store(PullRequest pull, CommentTable.Written written, Account by) {
        return ledger.database().write(handle -> {
            var now = ledger.clock().instant();
            Desk.checkRate(handle, pull, by.name(), now);
            return find(handle, pull, CommentTable.insert(handle, Desk.threaded(handle, written), now), by);
        });
    }

    /** By its author. What it said before is kept and shown. */
    public Comment edit(PullRequest pull, long id, String body, Account by) {
        by.require(Role.READER, "edit comments");
        var words = Desk.body(body);
        return ledger.database().write(handle -> {
            var comment = present(handle, pull, id, by);
            if (!comment.author().equals(by.name()))
                throw Refusal.forbidden("comment " + id + " is " + comment.author() + "'s: only they may edit it");
            if (comment.body().equals(words)) return comment;
            if (CommentTable.edits(handle, id) >= MOST_EDITS)
                throw Refusal.conflict("comment " + id + " was edited " + MOST_EDITS + " times: write a new one");
            CommentTable.edit(handle, id, words, ledger.clock().instant());
            return find(handle, pull, id, by);
        });
    }

    private static Comment present(Handle handle, PullRequest pull, long id, Account by) {
        var comment = find(handle, pull, id, by);
        comment.deleted().ifPresent(mark -> {
            throw Refusal.conflict("comment " + id + " was deleted by " + mark.by());
        });
        return comment;
    }

    /** By its author or a {@code MAINTAINER}. Its words go, those of before as well; that there was a comment stays. */
    public Comment delete(HostedRepository repository, PullRequest pull, long id, Account by) {
        by.require(Role.READER, "delete comments");
        return ledger.database().write(handle -> {
            var comment = present(handle, pull, id, by);
            if (!comment.author().equals(by.name())) by.require(Role.MAINTAINER, "delete somebody else's comment");
            CommentTable.delete(handle, id, by.name(), ledger.clock().instant());
            ledger.audit()
                    .record(
                            handle,
                            by,
                            "comment.delete",
                            repository.name() + "#" + pull.number() + " comment " + id,
                            "of " + comment.author());
            return find(handle, pull, id, by);
        });
    }

    /** What it said before, oldest first; empty where it was never edited, or is deleted. */
    public List<Comment.Earlier> earlier(PullRequest pull, long id, Account viewer) {
        return ledger.database().read(handle -> {
            find(handle, pull, id, viewer);
            return CommentTable.earlier(handle, id);
        });
    }

    /** Says that a thread needs no more talk, or that it does again. By who began it, the change's author, or a {@code CONTRIBUTOR}. */
    public Comment resolve(PullRequest pull, long id, boolean resolved, Account by) {
        by.require(Role.READER, "resolve threads");
        return ledger.database().write(handle -> {
            var comment = find(handle, pull, id, by);
            if (comment.thread().isPresent())
                throw Refusal.invalid("comment " + id + " is an answer: resolve comment "
                        + comment.thread().getAsLong() + ", which began the thread");
            if (!comment.author().equals(by.name()) && !pull.author().equals(by.name()))
                by.require(Role.CONTRIBUTOR, "resolve threads of others");
            if (comment.resolved().isPresent() == resolved) return comment;
            CommentTable.resolve(
                    handle,
                    id,
                    resolved
                            ? Optional.of(
                                    new Comment.Mark(by.name(), ledger.clock().instant()))
                            : Optional.empty());
            return find(handle, pull, id, by);
        });
    }
}
