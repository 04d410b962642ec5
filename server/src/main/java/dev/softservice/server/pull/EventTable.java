package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Rows;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of events: appended, never changed. */
final class EventTable {
    private EventTable() {}

    /** What is new. */
    record Happening(PullEvent.Kind kind, String by, String detail) {}

    static void add(Handle handle, PullKey key, Happening happening, Instant now) {
        handle.createUpdate("""
            insert into pull_event (pull, kind, by_name, at, detail)
            select id, :kind, :by, :now, :detail from pull where repository = :repository and number = :number\
            """)
                .bind("kind", happening.kind().name())
                .bind("by", happening.by())
                .bind("now", now.toEpochMilli())
                .bind("detail", happening.detail())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** Oldest first. */
    static List<PullEvent> list(Handle handle, long pull) {
        return handle.createQuery("select * from pull_event where pull = :pull order by id")
                .bind("pull", pull)
                .map((row, _) -> new PullEvent(
                        row.getLong("id"),
                        PullEvent.Kind.valueOf(row.getString("kind")),
                        row.getString("by_name"),
                        Rows.time(row, "at"),
                        row.getString("detail")))
                .list();
    }
}
