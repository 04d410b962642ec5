package dev.softservice.server.trial;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was tried of a repository, and with it. */
public final class TrialRows {
    private static final List<String> OF_REPOSITORY = List.of(
            "delete from trial where repository = :id or tried_with = :id",
            "delete from trial_look where repository = :id");

    private TrialRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
