package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets repositories go whose time has come: files first, then all rows in one transaction. Nobody sees such a repository any more, and each step can be
 * taken twice, so whatever a crash leaves is done at the next look.
 */
public final class RepositoryRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryRemoval.class);

    private final Database database;
    private final FormerNames names;
    private final Files files;
    private final List<Rows> rows;
    private final Records records;

    /** What lies in files. */
    public interface Files {
        /** Ends whatever still runs; false: it has not ended yet. */
        boolean quiet(HostedRepository repository);

        /** Removes what its runs have left. */
        void removeRuns(HostedRepository repository);

        /** Removes the Git repository of that folder. */
        void removeGit(RepositoryName folder);
    }

    /** Deletes what one package keeps of a repository, in the caller's transaction. */
    @FunctionalInterface
    public interface Rows {
        void delete(Handle handle, long repository);
    }

    /** Where it is written down, and what time it is. */
    public record Records(Audit audit, Clock clock) {}

    /** {@code rows}: in the order in which they can be deleted, because rows name each other. */
    public RepositoryRemoval(Database database, FormerNames names, Files files, List<Rows> rows, Records records) {
        this.database = database;
        this.names = names;
        this.files = files;
        this.rows = List.copyOf(rows);
        this.records = records;
    }

    /** One that can't be removed now keeps no other back. */
    public void advance() {
        var now = records.clock().instant();
        for (var repository : database.read(handle -> Repositories.due(handle, now))) {
            try {
                remove(repository);
            } catch (RuntimeException failed) {
                LOG.error("{} could not be removed; it is tried again", repository.name(), failed);
            }
        }
    }

    private void remove(HostedRepository repository) {
        if (!files.quiet(repository)) return;
        files.removeRuns(repository);
        files.removeGit(repository.life().madeAs());
        var gone = database.write(handle -> {
            var known = new java.util.ArrayList<>(FormerNames.of(handle, repository.id()));
            known.add(repository.name());
            rows.forEach(owned -> owned.delete(handle, repository.id()));
            deleteOwn(handle, repository.id());
            records.audit()
                    .record(
                            handle,
                            Account.HUB,
                            "repository.gone",
                            repository.name().toString(),
                            "");
            return List.copyOf(known);
        });
        names.forget(gone);
        LOG.info("{} is gone", repository.name());
    }

    private static void deleteOwn(Handle handle, long repository) {
        Imports.delete(handle, repository);
        Memberships.delete(handle, repository);
        FormerNames.delete(handle, repository);
        handle.createUpdate("delete from repository where id = :id")
                .bind("id", repository)
                .execute();
    }
}
