package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of the runs of a repository. What others are made of keeps its name there. */
public final class RunRows {
    private static final List<String> OF_REPOSITORY = List.of(
            "update run_use set repository = null where repository = :id",
            "delete from run_user where used = :id or repository = :id",
            "delete from run_trial where repository = :id",
            "delete from run_use where run in (select r.id from run r where r.repository = :id)",
            "delete from run_trial where run in (select r.id from run r where r.repository = :id)",
            "delete from run_flaky where run in (select r.id from run r where r.repository = :id)",
            "delete from run_pin where run in (select r.id from run r where r.repository = :id)",
            "delete from run_note where run in (select r.id from run r where r.repository = :id)",
            "delete from step where run in (select r.id from run r where r.repository = :id)",
            "delete from proof where run in (select r.id from run r where r.repository = :id)",
            "delete from run where repository = :id",
            "delete from turn where repository = :id");

    private RunRows() {}

    /** Before its releases go: no run names one any more. In the caller's transaction. */
    public static void letReleasesGo(Handle handle, long repository) {
        handle.createUpdate("update run set compared = null where repository = :id")
                .bind("id", repository)
                .execute();
    }

    /** The ids of all runs of a repository, in the caller's transaction. */
    static List<RunId> ids(Handle handle, long repository) {
        return handle.createQuery("select id from run where repository = :id order by id")
                .bind("id", repository)
                .mapTo(RunId.class)
                .list();
    }

    /** Those that have not ended. */
    static List<RunId> open(Handle handle, long repository) {
        return handle.createQuery("select id from run where repository = :id and state <> 'FINISHED' order by id")
                .bind("id", repository)
                .mapTo(RunId.class)
                .list();
    }

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
