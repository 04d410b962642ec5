package dev.softservice.server.anew;

import org.jdbi.v3.core.Handle;

/** Lets go of what was verified anew of a repository. */
public final class AnewRows {
    private AnewRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        handle.createUpdate("delete from anew where repository = :id")
                .bind("id", repository)
                .execute();
    }
}
