package dev.softservice.server.review;

import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of comments: one statement an intention. */
final class CommentTable {
    /** What a viewer sees: everything but what others have not sent yet. */
    private static final String SEEN = """
        select c.* from comment c left join review r on r.id = c.review
        where c.pull = :pull and (c.review is null or r.sent_at is not null or r.author = :viewer)\
        """;

    private CommentTable() {}

    /** Oldest first. */
    static List<Comment> list(Handle handle, long pull, String viewer) {
        return handle.createQuery(SEEN + " order by c.id")
                .bind("pull", pull)
                .bind("viewer", viewer)
                .map((row, _) -> read(row))
                .list();
    }

    static Optional<Comment> find(Handle handle, long pull, long id, String viewer) {
        return handle.createQuery(SEEN + " and c.id = :id")
                .bind("pull", pull)
                .bind("viewer", viewer)
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne();
    }

    /** What is new of a comment. */
    record Written(
            long pull,
            String author,
            String body,
            OptionalLong review,
            OptionalLong thread,
            Optional<Comment.OnLine> place) {}

    static long insert(Handle handle, Written written, Instant now) {
        var place = written.place().map(Comment.OnLine::place);
        return handle.createQuery("""
            insert into comment (pull, review, thread, author, body, created_at, version, path, side, line, line_text)
            values (:pull, :review, :thread, :author, :body, :now, :version, :path, :side, :line, :text) returning id\
            """)
                .bind("pull", written.pull())
                .bindByType("review", number(written.review()), Long.class)
                .bindByType("thread", number(written.thread()), Long.class)
                .bind("author", written.author())
                .bind("body", written.body())
                .bind("now", now.toEpochMilli())
                .bindByType("version", place.map(LinePlace::version).orElse(null), Integer.class)
                .bindByType("path", place.map(LinePlace::path).orElse(null), String.class)
                .bindByType("side", place.map(LinePlace::side).map(Side::name).orElse(null), String.class)
                .bindByType("line", place.map(LinePlace::line).orElse(null), Integer.class)
                .bindByType("text", written.place().map(Comment.OnLine::text).orElse(null), String.class)
                .mapTo(Long.class)
                .one();
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    static int count(Handle handle, long pull) {
        return handle.createQuery("select count(*) from comment where pull = :pull")
                .bind("pull", pull)
                .mapTo(Integer.class)
                .one();
    }

    static int ofReview(Handle handle, long review) {
        return handle.createQuery("select count(*) from comment where review = :review and deleted_at is null")
                .bind("review", review)
                .mapTo(Integer.class)
                .one();
    }

    /** Those outside of reviews. */
    static int saidSince(Handle handle, String author, Instant since) {
        return handle.createQuery("""
            select count(*) from comment where author = :author and created_at > :since and review is null\
            """)
                .bind("author", author)
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    /** Keeps what it said until now. */
    static void edit(Handle handle, long id, String body, Instant now) {
        handle.createUpdate("insert into comment_edit (comment, body, at) select id, body, :now from comment where id ="
                        + " :id")
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
        handle.createUpdate("update comment set body = :body, edited_at = :now where id = :id")
                .bind("body", body)
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    static List<Comment.Earlier> earlier(Handle handle, long id) {
        return handle.createQuery("select body, at from comment_edit where comment = :id order by id")
                .bind("id", id)
                .map((row, _) -> new Comment.Earlier(row.getString("body"), Rows.time(row, "at")))
                .list();
    }

    static int edits(Handle handle, long id) {
        return handle.createQuery("select count(*) from comment_edit where comment = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    /** Takes the words away, those of before as well; that somebody said something stays. */
    static void delete(Handle handle, long id, String by, Instant now) {
        handle.createUpdate("delete from comment_edit where comment = :id")
                .bind("id", id)
                .execute();
        handle.createUpdate("update comment set body = '', deleted_by = :by, deleted_at = :now where id = :id")
                .bind("by", by)
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    /** For what nobody else has seen. */
    static void discard(Handle handle, long review) {
        handle.createUpdate("delete from comment_edit where comment in (select id from comment where review = :review)")
                .bind("review", review)
                .execute();
        handle.createUpdate("delete from comment where review = :review")
                .bind("review", review)
                .execute();
    }

    static void outcome(Handle handle, long id, String outcome) {
        handle.createUpdate("update comment set outcome = :outcome where id = :id")
                .bind("outcome", outcome)
                .bind("id", id)
                .execute();
    }

    static void resolve(Handle handle, long id, Optional<Comment.Mark> mark) {
        handle.createUpdate("update comment set resolved_by = :by, resolved_at = :at where id = :id")
                .bindByType("by", mark.map(Comment.Mark::by).orElse(null), String.class)
                .bindByType("at", Rows.millis(mark.map(Comment.Mark::at)), Long.class)
                .bind("id", id)
                .execute();
    }

    private static Comment read(ResultSet row) throws SQLException {
        return new Comment(
                row.getLong("id"),
                Rows.optionalNumber(row, "review"),
                Rows.optionalNumber(row, "thread"),
                row.getString("author"),
                row.getString("body"),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "edited_at"),
                mark(row, "deleted"),
                place(row),
                mark(row, "resolved"),
                row.getString("outcome"));
    }

    private static Optional<Comment.Mark> mark(ResultSet row, String what) throws SQLException {
        var by = Rows.optionalText(row, what + "_by");
        var at = Rows.optionalTime(row, what + "_at");
        return by.isPresent() && at.isPresent() ? Optional.of(new Comment.Mark(by.get(), at.get())) : Optional.empty();
    }

    private static Optional<Comment.OnLine> place(ResultSet row) throws SQLException {
        var path = Rows.optionalText(row, "path");
        if (path.isEmpty()) return Optional.empty();
        return Optional.of(new Comment.OnLine(
                new LinePlace(
                        row.getInt("version"), path.get(), Side.valueOf(row.getString("side")), row.getInt("line")),
                row.getString("line_text")));
    }
}
