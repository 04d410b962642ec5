package dev.softservice.server.pull;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Something that happened to a pull request, for webhooks and other listeners.
 *
 * @param key    names it on this hub, the same whenever it is read
 * @param number of the pull request
 */
public record PullNews(String key, long repository, int number, String title, Kind kind, String by, Instant at) {
    /** UPDATED: there is a new version. */
    public enum Kind {
        OPENED,
        UPDATED,
        MERGED,
        CLOSED,
        REOPENED
    }

    /** Everything at {@code since} or later, oldest first. */
    public static List<PullNews> since(Database database, Instant since) {
        return database.read(handle -> {
            var news = new ArrayList<>(versions(handle, since));
            news.addAll(events(handle, since));
            news.sort(Comparator.comparing(PullNews::at));
            return List.copyOf(news);
        });
    }

    private static List<PullNews> versions(Handle handle, Instant since) {
        return handle.createQuery("""
            select v.pull, v.number as version, v.by_name, v.at, p.repository, p.number, p.title
            from pull_version v join pull p on p.id = v.pull where v.at >= :since\
            """)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> read(
                        row,
                        "pull-" + row.getLong("pull") + "-version-" + row.getInt("version"),
                        row.getInt("version") == 1 ? Kind.OPENED : Kind.UPDATED))
                .list();
    }

    private static List<PullNews> events(Handle handle, Instant since) {
        return handle.createQuery("""
            select e.id, e.kind, e.by_name, e.at, p.repository, p.number, p.title
            from pull_event e join pull p on p.id = e.pull where e.at >= :since and e.kind in ('MERGED', 'CLOSED', 'REOPENED')\
            """)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> read(row, "pull-event-" + row.getLong("id"), Kind.valueOf(row.getString("kind"))))
                .list();
    }

    private static PullNews read(ResultSet row, String key, Kind kind) throws SQLException {
        return new PullNews(
                key,
                row.getLong("repository"),
                row.getInt("number"),
                row.getString("title"),
                kind,
                row.getString("by_name"),
                Rows.time(row, "at"));
    }
}
