package dev.softservice.server.release;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of the releases of a repository. */
public final class ReleaseRows {
    private static final List<String> OF_REPOSITORY = List.of("delete from release where repository = :id");

    private ReleaseRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
