package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows of rules that were set aside: appended, never changed. */
final class SetAsideTable {
    private SetAsideTable() {}

    static void add(Handle handle, PullRequest pull, SetAside aside) {
        handle.createUpdate("""
            insert into policy_override (pull, rule, head_sha, reason, by_name, at) values (:pull, :rule, :head, :reason, :by, :at)\
            """)
                .bind("pull", pull.id())
                .bind("rule", aside.rule().name())
                .bind("head", aside.head().name())
                .bind("reason", aside.reason())
                .bind("by", aside.by())
                .bind("at", aside.at().toEpochMilli())
                .execute();
    }

    /** Oldest first; those of older heads too. */
    static List<SetAside> of(Handle handle, long pull) {
        return handle.createQuery("""
            select p.number, o.* from policy_override o join pull p on p.id = o.pull where o.pull = :pull order by o.id\
            """)
                .bind("pull", pull)
                .map((row, _) -> read(row))
                .list();
    }

    /** The same for many, by the pull request's id; those without any are left out. */
    static Map<Long, List<SetAside>> of(Handle handle, List<Long> pulls) {
        if (pulls.isEmpty()) return Map.of();
        var aside = new HashMap<Long, List<SetAside>>();
        handle.createQuery("""
            select p.number, o.* from policy_override o join pull p on p.id = o.pull where o.pull in (<pulls>) order by o.id\
            """)
                .bindList("pulls", pulls)
                .map((row, _) -> aside.computeIfAbsent(row.getLong("pull"), _ -> new ArrayList<>())
                        .add(read(row)))
                .list();
        return aside;
    }

    private static SetAside read(ResultSet row) throws SQLException {
        return new SetAside(
                row.getInt("number"),
                Hold.Kind.valueOf(row.getString("rule")),
                new Sha(row.getString("head_sha")),
                row.getString("reason"),
                row.getString("by_name"),
                Rows.time(row, "at"));
    }
}
