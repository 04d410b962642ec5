package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of versions; none is ever changed. */
final class VersionTable {
    private VersionTable() {}

    /** Counts on from the newest. */
    static void add(Handle handle, PullKey key, MergeResult result, String by, Instant now) {
        handle.createUpdate("""
            insert into pull_version (pull, number, head_sha, base_sha, by_name, at)
            select p.id, coalesce((select max(v.number) from pull_version v where v.pull = p.id), 0) + 1, :head, :base, :by, :now
            from pull p where p.repository = :repository and p.number = :number\
            """)
                .bind("head", result.head().name())
                .bind("base", result.base().name())
                .bind("by", by)
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** The newest of each of these pull requests, by the pull request's id. */
    static Map<Long, PullVersion> newest(Handle handle, List<Long> pulls) {
        return handle
                .createQuery("""
                    select v.* from pull_version v where v.pull in (<pulls>)
                    and v.number = (select max(n.number) from pull_version n where n.pull = v.pull)\
                    """)
                .bindList("pulls", pulls)
                .map((row, _) -> Map.entry(row.getLong("pull"), read(row)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Oldest first; at least one. */
    static List<PullVersion> list(Handle handle, PullKey key) {
        return handle.createQuery("""
            select v.* from pull_version v join pull p on p.id = v.pull
            where p.repository = :repository and p.number = :number order by v.number\
            """)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .map((row, _) -> read(row))
                .list();
    }

    private static PullVersion read(ResultSet row) throws SQLException {
        return new PullVersion(
                row.getInt("number"),
                new Sha(row.getString("head_sha")),
                new Sha(row.getString("base_sha")),
                row.getString("by_name"),
                Rows.time(row, "at"));
    }
}
