package dev.softservice.server.anew;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was verified anew of a repository. */
public final class AnewRows {
    private AnewRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, List.of("delete from anew where repository = :id"));
    }
}
