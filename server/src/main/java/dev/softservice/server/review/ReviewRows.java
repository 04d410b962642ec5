package dev.softservice.server.review;

import dev.softservice.server.db.Deletion;
import dev.softservice.server.pull.PullRows;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of what was said in a repository. */
public final class ReviewRows {
    private ReviewRows() {}

    private static List<Long> comments(Handle handle, long pull) {
        return handle.createQuery("select id from comment where pull = :pull")
                .bind("pull", pull)
                .mapTo(Long.class)
                .list();
    }

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        var pulls = PullRows.ids(handle, repository);
        for (long pull : pulls) Deletion.of(handle, "comment_edit where comment", comments(handle, pull));
        Deletion.of(handle, "comment where thread is not null and pull", pulls);
        for (var table : List.of("comment", "review")) Deletion.of(handle, table + " where pull", pulls);
    }
}
