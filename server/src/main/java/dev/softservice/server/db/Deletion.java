package dev.softservice.server.db;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Deletes rows by what they name: a repository, or ids, some hundreds at a time. */
public final class Deletion {
    private static final int AT_ONCE = 500;

    private Deletion() {}

    /** {@code statements}: with the repository as {@code :id}, in their order. In the caller's transaction. */
    public static void ofRepository(Handle handle, long repository, List<String> statements) {
        for (var statement : statements)
            handle.createUpdate(statement).bind("id", repository).execute();
    }

    /** {@code where}: as in {@code "comment where pull"}. In the caller's transaction. */
    public static void of(Handle handle, String where, Collection<Long> ids) {
        var all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += AT_ONCE)
            handle.createUpdate("delete from " + where + " in (<ids>)")
                    .bindList("ids", all.subList(from, Math.min(all.size(), from + AT_ONCE)))
                    .execute();
    }
}
