package dev.softservice.server.account;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who did what, and who was refused what: appended, never changed. */
public final class Audit {
    /** {@code action} is {@code noun.verb}; {@code subject} what it was done to. */
    public record Entry(long id, Instant at, String account, String action, String subject, String detail) {}

    private static final int LONGEST = 1000;

    private final Database database;
    private final Clock clock;

    public Audit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** In the caller's transaction: recorded exactly if the deed is. */
    public void record(Handle handle, Account by, String action, String subject, String detail) {
        handle.createUpdate("""
            insert into audit (at, account, action, subject, detail) values (:at, :account, :action, :subject, :detail)\
            """)
                .bind("at", clock.millis())
                .bind("account", by.name())
                .bind("action", action)
                .bind("subject", bounded(subject))
                .bind("detail", bounded(detail))
                .execute();
    }

    /** In a transaction of its own: for what was refused, and so has no other. */
    public void record(Account by, String action, String subject, String detail) {
        database.run(handle -> record(handle, by, action, subject, detail));
    }

    /** Newest first, below {@code before} (0: from the newest), at most 100. Needs {@code ADMIN}. */
    public List<Entry> list(long before, Account by) {
        by.require(Role.ADMIN, "read the audit log");
        return database.read(
                handle -> handle.createQuery("select * from audit where id < :before order by id desc limit 100")
                        .bind("before", before == 0 ? Long.MAX_VALUE : before)
                        .map((row, _) -> read(row))
                        .list());
    }

    /** Empty parts do not filter. {@code action}: whole, or its noun; {@code subject}: from its beginning. */
    public record Filter(
            String account, String action, String subject, Optional<Instant> since, Optional<Instant> until) {}

    /** Newest first, below {@code before} (0: from the newest). Needs {@code ADMIN}. */
    public List<Entry> find(Filter filter, long before, int limit, Account by) {
        by.require(Role.ADMIN, "read the audit log");
        return database.read(handle -> handle.createQuery("""
            select * from audit where id < :before and (:account = '' or account = :account)
            and (:action = '' or action = :action or action like :noun escape '!')
            and (:subject = '' or subject like :start escape '!') and at >= :since and at < :until order by id desc limit :limit\
            """)
                .bind("before", before == 0 ? Long.MAX_VALUE : before)
                .bind("account", filter.account())
                .bind("action", filter.action())
                .bind("noun", escaped(filter.action()) + ".%")
                .bind("subject", filter.subject())
                .bind("start", escaped(filter.subject()) + "%")
                .bind("since", filter.since().map(Instant::toEpochMilli).orElse(0L))
                .bind("until", filter.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE))
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list());
    }

    private static String escaped(String text) {
        return text.replaceAll("[!%_]", "!$0");
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                Rows.time(row, "at"),
                row.getString("account"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"));
    }

    private static String bounded(String text) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
