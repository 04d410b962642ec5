package dev.softservice.server.carry;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was carried to a repository. */
public final class CarryRows {
    private static final List<String> OF_REPOSITORY = List.of("delete from carry where repository = :id");

    private CarryRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
