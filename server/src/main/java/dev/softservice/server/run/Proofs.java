package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which run proved what, by keys of all that can change an outcome. In the caller's transaction. */
final class Proofs {
    private Proofs() {}

    /** The run that proved this key, if any. */
    static Optional<RunId> find(Handle handle, String key) {
        return handle.createQuery("select run from proof where key = :key")
                .bind("key", key)
                .mapTo(RunId.class)
                .findOne();
    }

    /** The first run that proves a key is the one that counts. */
    static void keep(Handle handle, String key, Run run, int level) {
        handle.createUpdate("insert into proof (key, tree, run, level) values (:key, :tree, :run, :level) on conflict"
                        + " (key) do nothing")
                .bind("key", key)
                .bind("tree", run.tree().name())
                .bind("run", run.id())
                .bind("level", level)
                .execute();
    }
}
