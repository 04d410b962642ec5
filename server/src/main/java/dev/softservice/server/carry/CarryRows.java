package dev.softservice.server.carry;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was carried to a repository. */
public final class CarryRows {
    private static final List<String> OF_REPOSITORY = List.of("delete from carry where repository = :id");

    private CarryRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        for (var rows : OF_REPOSITORY)
            handle.createUpdate(rows).bind("id", repository).execute();
    }
}
