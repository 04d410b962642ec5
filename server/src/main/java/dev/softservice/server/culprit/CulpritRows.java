package dev.softservice.server.culprit;

import org.jdbi.v3.core.Handle;

/** Lets go of what was searched for the runs of a repository. */
public final class CulpritRows {
    private CulpritRows() {}

    /** Before its runs go. In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        handle.createUpdate("delete from culprit where repository = :id")
                .bind("id", repository)
                .execute();
    }
}
