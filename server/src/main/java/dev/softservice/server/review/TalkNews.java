package dev.softservice.server.review;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Something that was said about a pull request, for those who are to hear of it.
 *
 * @param key     names it on this hub, the same whenever it is read
 * @param pull    the id of its row
 * @param anchor  the place on the pull request's page
 * @param verdict of a review; empty: a comment of its own
 * @param body    Markdown; of a review: its comments one after the other
 */
public record TalkNews(
        String key,
        long pull,
        String author,
        String anchor,
        Optional<Review.Verdict> verdict,
        String body,
        Instant at) {
    /** Everything at {@code since} or later, oldest first. What was deleted meanwhile is not told. */
    public static List<TalkNews> since(Database database, Instant since) {
        return database.read(handle -> {
            var news = new ArrayList<>(comments(handle, since));
            news.addAll(reviews(handle, since));
            news.sort(Comparator.comparing(TalkNews::at));
            return List.copyOf(news);
        });
    }

    private static List<TalkNews> comments(Handle handle, Instant since) {
        return handle.createQuery("""
            select id, pull, author, body, created_at from comment
            where created_at >= :since and review is null and deleted_at is null\
            """)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> new TalkNews(
                        "comment-" + row.getLong("id"),
                        row.getLong("pull"),
                        row.getString("author"),
                        "comment-" + row.getLong("id"),
                        Optional.empty(),
                        row.getString("body"),
                        Rows.time(row, "created_at")))
                .list();
    }

    private static List<TalkNews> reviews(Handle handle, Instant since) {
        return handle
                .createQuery("select id, pull, author, verdict, sent_at from review where sent_at >= :since")
                .bind("since", since.toEpochMilli())
                .map((row, _) -> new TalkNews(
                        "review-" + row.getLong("id"),
                        row.getLong("pull"),
                        row.getString("author"),
                        "review-" + row.getLong("id"),
                        Optional.of(Review.Verdict.valueOf(row.getString("verdict"))),
                        "",
                        Rows.time(row, "sent_at")))
                .list()
                .stream()
                .map(news -> news.with(said(handle, Long.parseLong(news.key().substring("review-".length())))))
                .toList();
    }

    private TalkNews with(String said) {
        return new TalkNews(key, pull, author, anchor, verdict, said, at);
    }

    private static String said(Handle handle, long review) {
        return String.join(
                "\n\n",
                handle.createQuery("select path, line, body from comment where review = :review and deleted_at is null"
                                + " order by id")
                        .bind("review", review)
                        .map((row, _) -> Rows.optionalText(row, "path").isPresent()
                                ? row.getString("path") + ":" + row.getInt("line") + "\n" + row.getString("body")
                                : row.getString("body"))
                        .list());
    }

    /** The names of all who had said something about a pull request by then. */
    public static Set<String> voices(Database database, long pull, Instant then) {
        return database.read(handle -> new TreeSet<>(handle.createQuery("""
            select author from comment where pull = :pull and review is null and created_at < :then
            union select author from review where pull = :pull and sent_at < :then\
            """)
                .bind("pull", pull)
                .bind("then", then.toEpochMilli())
                .mapTo(String.class)
                .list()));
    }
}
