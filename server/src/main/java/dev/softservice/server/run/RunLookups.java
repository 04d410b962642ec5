package dev.softservice.server.run;

import dev.softservice.server.core.Sha;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What runs have shown, for those who decide by it; each in the caller's transaction. */
public final class RunLookups {
    private RunLookups() {}

    /** Whether the last that was seen of a tree by itself, with no change of another distro, was red; in the caller's transaction. */
    public static boolean wasRed(Handle handle, long repository, Sha tree) {
        return handle.createQuery("""
            select verdict from run r where repository = :repository and tree = :tree and verdict in ('PASSED', 'FAILED') and reused_from is null
            and not exists (select 1 from run_trial t where t.run = r.id and t.in_place = 1) order by id desc limit 1\
            """)
                .bind("repository", repository)
                .bind("tree", tree.name())
                .mapTo(String.class)
                .findOne()
                .filter(Run.Outcome.FAILED.name()::equals)
                .isPresent();
    }

    /** The own runs of a tree that passed or failed and really ran, newest first. */
    public static List<Run> verdicts(Handle handle, long repository, Sha tree) {
        return RunTable.all(
                handle, handle.createQuery("""
                    select * from run where repository = :repository and tree = :tree and verdict in ('PASSED', 'FAILED') and reused_from is null and kind <> 'TRIAL'
                    order by id desc limit 200\
                    """).bind("repository", repository).bind("tree", tree.name()));
    }

    /** The newest run of a branch, in the caller's transaction. */
    public static Optional<Run> newestOfBranch(Handle handle, long repository, String ref) {
        return RunTable.all(
                        handle,
                        handle.createQuery("""
                            select * from run where repository = :repository and ref = :ref and kind = 'BRANCH' order by id desc limit 1\
                            """).bind("repository", repository).bind("ref", ref))
                .stream()
                .findFirst();
    }

    /** Those of these pull requests whose newest run has to reach {@code level} at least, by number; in the caller's transaction. */
    public static Set<Integer> asking(Handle handle, long repository, Collection<Integer> pulls, int level) {
        if (pulls.isEmpty()) return Set.of();
        return handle
                .createQuery("""
                    select r.pull from run r where r.repository = :repository and r.pull in (<pulls>) and r.required >= :level
                    and r.id = (select max(x.id) from run x where x.repository = r.repository and x.pull = r.pull)\
                    """)
                .bind("repository", repository)
                .bind("level", level)
                .bindList("pulls", pulls)
                .mapTo(Integer.class)
                .stream()
                .collect(Collectors.toSet());
    }
}
