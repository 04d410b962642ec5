package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What repositories brought from their earlier home. It is kept as it came; the hub has neither tested nor signed it.
 */
public final class Imports {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Imports(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** {@code source}: a folder or an address. */
    public record Imported(String source, String by, Instant at) {}

    /** {@code object}: what it pointed to when it came; for an annotated tag the tag object. */
    public record Kept(long id, String ref, Sha object) {}

    /**
     * What an import is about to bring.
     *
     * @param kept     what the hub has not tested or signed, by full ref name
     * @param lastPull the highest number of a pull request; 0: there is none
     */
    public record Bringing(String source, Map<String, Sha> kept, int lastPull) {}

    /** Takes the place of what was written down before: an import that was cut off is done again. */
    public void record(HostedRepository repository, Bringing bringing, Account by) {
        database.run(handle -> {
            handle.createUpdate("delete from imported_ref where repository = :repository")
                    .bind("repository", repository.id())
                    .execute();
            handle.createUpdate("delete from imported where repository = :repository")
                    .bind("repository", repository.id())
                    .execute();
            handle.createUpdate("""
                insert into imported (repository, source, by_name, at) values (:repository, :source, :by, :now)\
                """)
                    .bind("repository", repository.id())
                    .bind("source", bringing.source())
                    .bind("by", by.name())
                    .bind("now", clock.millis())
                    .execute();
            add(handle, repository, bringing.kept());
            Repositories.passPulls(handle, repository.id(), bringing.lastPull());
            audit.record(handle, by, "repository.import", repository.name().toString(), bringing.source());
        });
    }

    private static void add(Handle handle, HostedRepository repository, Map<String, Sha> kept) {
        if (kept.isEmpty()) return;
        var batch = handle.prepareBatch("""
            insert into imported_ref (repository, ref, object_sha) values (:repository, :ref, :object)\
            """);
        kept.forEach((ref, object) -> batch.bind("repository", repository.id())
                .bind("ref", ref)
                .bind("object", object.name())
                .add());
        batch.execute();
    }

    public Optional<Imported> find(HostedRepository repository) {
        return database.read(handle -> handle.createQuery("""
            select source, by_name, at from imported where repository = :repository\
            """)
                .bind("repository", repository.id())
                .map((row, _) -> new Imported(row.getString("source"), row.getString("by_name"), Rows.time(row, "at")))
                .findOne());
    }

    /** Those whose names begin with {@code prefix}, at most {@code limit} after the row {@code after}, in the order of their rows. */
    public List<Kept> list(HostedRepository repository, String prefix, long after, int limit) {
        return database.read(handle -> handle.createQuery("""
            select id, ref, object_sha from imported_ref
            where repository = :repository and id > :after and substr(ref, 1, :length) = :prefix order by id limit :limit\
            """)
                .bind("repository", repository.id())
                .bind("after", after)
                .bind("length", prefix.length())
                .bind("prefix", prefix)
                .bind("limit", limit)
                .map((row, _) ->
                        new Kept(row.getLong("id"), row.getString("ref"), new Sha(row.getString("object_sha"))))
                .list());
    }

    /** Whether the branch stands where it was imported: then nobody has pushed what is there. In the caller's transaction. */
    public static boolean isKnown(Handle handle, long repository, String ref, Sha tip) {
        return handle.createQuery("""
            select count(*) from imported_ref where repository = :repository and ref = :ref and object_sha = :tip\
            """)
                        .bind("repository", repository)
                        .bind("ref", ref)
                        .bind("tip", tip.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static void delete(Handle handle, long repository) {
        for (var table : List.of("imported_ref", "imported"))
            handle.createUpdate("delete from " + table + " where repository = :id")
                    .bind("id", repository)
                    .execute();
    }
}
