package dev.softservice.server.pull;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of the pull requests of a repository. */
public final class PullRows {
    private static final List<String> TABLES =
            List.of("approval", "gate_entry", "policy_override", "pull_event", "pull_version", "weaker_word");

    private PullRows() {}

    /** The ids of all pull requests of a repository, in the caller's transaction. */
    public static List<Long> ids(Handle handle, long repository) {
        return handle.createQuery("select id from pull where repository = :id")
                .bind("id", repository)
                .mapTo(Long.class)
                .list();
    }

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        var pulls = ids(handle, repository);
        for (var table : TABLES) Deletion.of(handle, table + " where pull", pulls);
        for (var table : List.of("pull", "gate_line"))
            handle.createUpdate("delete from " + table + " where repository = :id")
                    .bind("id", repository)
                    .execute();
    }
}
