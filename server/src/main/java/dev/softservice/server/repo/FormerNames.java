package dev.softservice.server.repo;

import dev.softservice.server.db.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The names that repositories had before. Each leads to its repository as long as that is here, and nobody else gets it: what others wrote down goes on
 * meaning the same. A repository's folder keeps the name under which it was made, so a change of name moves no file.
 */
public final class FormerNames {
    /** Of those that were ever renamed: from each of their names to the folder's. */
    private final Map<RepositoryName, RepositoryName> folders = new ConcurrentHashMap<>();

    public FormerNames(Database database) {
        database.read(handle -> handle.createQuery("""
            select r.owner, r.name, r.made_as from repository r where r.made_as <> r.owner || '/' || r.name
            union select f.owner, f.name, r.made_as from former_name f join repository r on r.id = f.repository\
            """)
                        .map((row, _) -> Map.entry(
                                new RepositoryName(row.getString("owner"), row.getString("name")),
                                RepositoryName.read(row.getString("made_as"))))
                        .list())
                .forEach(entry -> folders.put(entry.getKey(), entry.getValue()));
    }

    /** The name that the folder of the repository has. */
    public RepositoryName folder(RepositoryName name) {
        return folders.getOrDefault(name, name);
    }

    /** Before a name counts, so that nobody who reads it finds no folder. */
    void lead(RepositoryName name, RepositoryName folder) {
        folders.put(name, folder);
    }

    /** After a change that did not come about: a name that neither is nor was anybody's leads nowhere. */
    void forgetWhereUnused(Handle handle, RepositoryName name) {
        if (Repositories.find(handle, name).isEmpty()) folders.remove(name);
    }

    void forget(List<RepositoryName> names) {
        names.forEach(folders::remove);
    }

    static Optional<Long> repository(Handle handle, RepositoryName name) {
        return repository(handle, name.owner(), name.name());
    }

    static Optional<Long> repository(Handle handle, String owner, String name) {
        return handle.createQuery("select repository from former_name where owner = :owner and name = :name")
                .bind("owner", owner)
                .bind("name", name)
                .mapTo(Long.class)
                .findOne();
    }

    /** The newest one first. */
    static List<RepositoryName> of(Handle handle, long repository) {
        return handle.createQuery(
                        "select owner, name from former_name where repository = :id order by at desc, owner, name")
                .bind("id", repository)
                .map((row, _) -> new RepositoryName(row.getString("owner"), row.getString("name")))
                .list();
    }

    /** {@code before} leads to the repository from now on, and {@code after}, its name, is no former one. */
    static void add(Handle handle, long repository, RepositoryName before, RepositoryName after, Instant now) {
        handle.createUpdate("delete from former_name where owner = :owner and name = :name and repository = :id")
                .bind("owner", after.owner())
                .bind("name", after.name())
                .bind("id", repository)
                .execute();
        handle.createUpdate("insert into former_name (owner, name, repository, at) values (:owner, :name, :id, :now)")
                .bind("owner", before.owner())
                .bind("name", before.name())
                .bind("id", repository)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void delete(Handle handle, long repository) {
        handle.createUpdate("delete from former_name where repository = :id")
                .bind("id", repository)
                .execute();
    }
}
