package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.db.Database;

/** What owners of a repository may set. */
public final class RepositorySettings {
    private final Database database;
    private final Audit audit;
    private final Runnable changed;

    /** {@code changed}: somebody may have less than before. */
    public RepositorySettings(Database database, Audit audit, Runnable changed) {
        this.database = database;
        this.audit = audit;
        this.changed = changed;
    }

    /** Needs {@code OWNER}. */
    public HostedRepository change(HostedRepository repository, String description, boolean isPrivate, Account by) {
        by.require(Role.OWNER, "change the settings of " + repository.name());
        Repositories.checkDescription(description);
        var now = database.write(handle -> {
            handle.createUpdate("update repository set description = :description, private = :private where id = :id")
                    .bind("description", description)
                    .bind("private", isPrivate ? 1 : 0)
                    .bind("id", repository.id())
                    .execute();
            var detail = repository.isPrivate() == isPrivate ? "" : isPrivate ? "private" : "public";
            audit.record(handle, by, "repository.change", repository.name().toString(), detail);
            return Repositories.find(handle, repository.id()).orElseThrow();
        });
        changed.run();
        return now;
    }
}
