package dev.softservice.server.review;

import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of reviews: one statement an intention. */
final class ReviewTable {
    private ReviewTable() {}

    /** Those that were sent, oldest first. */
    static List<Review> sent(Handle handle, long pull) {
        return handle.createQuery(
                        "select * from review where pull = :pull and sent_at is not null order by sent_at, id")
                .bind("pull", pull)
                .map((row, _) -> read(row))
                .list();
    }

    /** The same for many, by the pull request's id; those without any are left out. */
    static Map<Long, List<Review>> sent(Handle handle, List<Long> pulls) {
        if (pulls.isEmpty()) return Map.of();
        var sent = new HashMap<Long, List<Review>>();
        handle.createQuery("select * from review where pull in (<pulls>) and sent_at is not null order by sent_at, id")
                .bindList("pulls", pulls)
                .map((row, _) -> sent.computeIfAbsent(row.getLong("pull"), _ -> new ArrayList<>())
                        .add(read(row)))
                .list();
        return sent;
    }

    /** The one that somebody is writing. */
    static Optional<Review> draft(Handle handle, long pull, String author) {
        return handle.createQuery("""
            select * from review where pull = :pull and author = :author and sent_at is null order by id limit 1\
            """)
                .bind("pull", pull)
                .bind("author", author)
                .map((row, _) -> read(row))
                .findOne();
    }

    static long begin(Handle handle, long pull, int version, String author, Instant now) {
        return handle.createQuery("""
            insert into review (pull, version, author, verdict, created_at)
            values (:pull, :version, :author, 'COMMENTED', :now) returning id\
            """)
                .bind("pull", pull)
                .bind("version", version)
                .bind("author", author)
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    static void send(Handle handle, long review, int version, Review.Verdict verdict, Instant now) {
        handle.createUpdate(
                        "update review set version = :version, verdict = :verdict, sent_at = :now where id = :id and"
                                + " sent_at is null")
                .bind("version", version)
                .bind("verdict", verdict.name())
                .bind("now", now.toEpochMilli())
                .bind("id", review)
                .execute();
    }

    /** False where it was dismissed already. */
    static boolean dismiss(Handle handle, long review, Review.Dismissal dismissal) {
        return handle.createUpdate("""
            update review set dismissed_by = :by, dismissed_at = :at, dismissed_why = :why
            where id = :id and sent_at is not null and dismissed_by is null\
            """)
                        .bind("by", dismissal.by())
                        .bind("at", dismissal.at().toEpochMilli())
                        .bind("why", dismissal.why())
                        .bind("id", review)
                        .execute()
                == 1;
    }

    static void discard(Handle handle, long review) {
        handle.createUpdate("delete from review where id = :id and sent_at is null")
                .bind("id", review)
                .execute();
    }

    static int sentSince(Handle handle, String author, Instant since) {
        return handle.createQuery("select count(*) from review where author = :author and sent_at > :since")
                .bind("author", author)
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    private static Review read(ResultSet row) throws SQLException {
        return new Review(
                row.getLong("id"),
                row.getInt("version"),
                row.getString("author"),
                Review.Verdict.valueOf(row.getString("verdict")),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "sent_at"),
                Rows.optionalText(row, "dismissed_by").isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Review.Dismissal(
                                row.getString("dismissed_by"),
                                Rows.time(row, "dismissed_at"),
                                row.getString("dismissed_why"))));
    }
}
