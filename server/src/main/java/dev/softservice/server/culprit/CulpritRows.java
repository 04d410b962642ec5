package dev.softservice.server.culprit;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was searched for the runs of a repository. */
public final class CulpritRows {
    private CulpritRows() {}

    /** Before its runs go. In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, List.of("delete from culprit where repository = :id"));
    }
}
