package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The order in which due runs are handed out: repositories take turns, whatever one of them has queued. A repository's first waiting run stands where its runs at
 * work put it, its second one turn behind that, and so on; among equal turns the repository that was served longest ago goes first. Within a repository
 * what is about to land goes first, then the oldest. What is verified anew, which nobody waits for, goes behind all others. The same tables always give the same
 * order.
 */
final class Turns {
    private static final String LINE = """
        with due as (
            select id, repository, case when kind = 'SCHEDULED' then 1 else 0 end as late, row_number() over (partition by repository
                order by case kind when 'GATE' then 0 when 'SCHEDULED' then 2 else 1 end, id) as nth
            from run where state = 'QUEUED' and not_before <= :now),
        busy as (select repository, count(*) as n from run where state = 'RUNNING' group by repository),
        line as (
            select due.id, due.repository, row_number() over (order by due.late, due.nth + coalesce(busy.n, 0), coalesce(turn.served, 0), due.id) as place
            from due left join busy on busy.repository = due.repository left join turn on turn.repository = due.repository)
        """;

    private Turns() {}

    /** The due run whose turn it is. */
    static Optional<RunId> next(Handle handle, long now) {
        return handle.createQuery(LINE + "select id from line where place = 1")
                .bind("now", now)
                .mapTo(RunId.class)
                .findOne();
    }

    /** That a run of this one's repository has been handed out. */
    static void took(Handle handle, RunId run) {
        handle.createUpdate("""
            insert into turn (repository, served) select repository, 1 + coalesce((select max(served) from turn), 0) from run where id = :run
            on conflict (repository) do update set served = excluded.served\
            """).bind("run", run).execute();
    }

    /** All due runs, in the order in which they are handed out. */
    static List<Forecast.Queued> line(Handle handle, long now) {
        return handle.createQuery(LINE + "select id, repository from line order by place")
                .bind("now", now)
                .map((row, _) -> new Forecast.Queued(new RunId(row.getLong("id")), row.getLong("repository")))
                .list();
    }

    /** 1: it is next; empty for a run that is not due. */
    static OptionalInt place(Handle handle, long now, RunId run) {
        return handle.createQuery(LINE + "select place from line where id = :run")
                .bind("now", now)
                .bind("run", run)
                .mapTo(Integer.class)
                .findOne()
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /** The place of every due run of a repository. */
    static Map<RunId, Integer> places(Handle handle, long now, long repository) {
        return handle
                .createQuery(LINE + "select id, place from line where repository = :repository")
                .bind("now", now)
                .bind("repository", repository)
                .map((row, _) -> Map.entry(new RunId(row.getLong("id")), row.getInt("place")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
