package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What pull requests stop checking, and who said that this is meant. */
final class WeakeningTable {
    private WeakeningTable() {}

    /** Of the present merge result. */
    static void lost(Handle handle, PullKey key, List<String> lost) {
        handle.createUpdate("update pull set weaker = :weaker where repository = :repository and number = :number")
                .bind("weaker", Rows.joined(lost))
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static Weakening of(Handle handle, PullKey key) {
        return of(handle, key.repository(), List.of(key.number())).getOrDefault(key.number(), Weakening.NONE);
    }

    /** The same for many of one repository, by number. */
    static Map<Integer, Weakening> of(Handle handle, long repository, List<Integer> numbers) {
        return handle
                .createQuery("""
                    select p.number, p.weaker, w.what, w.by_name, w.at
                    from pull p left join weaker_word w on w.pull = p.id and w.head_sha = p.head_sha
                    where p.repository = :repository and p.number in (<numbers>)\
                    """)
                .bind("repository", repository)
                .bindList("numbers", numbers)
                .map((row, _) -> Map.entry(row.getInt("number"), read(row)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Weakening read(ResultSet row) throws SQLException {
        return new Weakening(
                Rows.lines(row, "weaker"),
                Rows.optionalText(row, "by_name").isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Weakening.Word(
                                Rows.lines(row, "what"), row.getString("by_name"), Rows.time(row, "at"))));
    }

    /** What was said to be meant of this head; empty: nothing. */
    static List<String> said(Handle handle, PullKey key, Sha head) {
        return handle.createQuery("""
            select w.what from weaker_word w join pull p on p.id = w.pull
            where p.repository = :repository and p.number = :number and w.head_sha = :head\
            """)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .bind("head", head.name())
                .map((row, _) -> Rows.lines(row, "what"))
                .findOne()
                .orElse(List.of());
    }

    static void say(Handle handle, PullRequest pull, List<String> what, String by, Instant now) {
        handle.createUpdate("""
            insert into weaker_word (pull, head_sha, what, by_name, at) values (:pull, :head, :what, :by, :now)
            on conflict (pull, head_sha) do update set what = excluded.what, by_name = excluded.by_name, at = excluded.at\
            """)
                .bind("pull", pull.id())
                .bind("head", pull.headSha().name())
                .bind("what", Rows.joined(what))
                .bind("by", by)
                .bind("now", now.toEpochMilli())
                .execute();
    }
}
