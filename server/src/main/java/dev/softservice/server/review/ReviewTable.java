package dev.softservice.server.review;

import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
                Rows.optionalTime(row, "sent_at"));
    }
}
