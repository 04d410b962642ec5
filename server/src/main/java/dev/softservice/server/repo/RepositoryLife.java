package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What owners may make of a whole repository: give it another name, set it at rest, let it go. Each is one transaction. */
public final class RepositoryLife {
    /** How long one that was deleted can be taken back. */
    public static final Duration DELAY = Duration.ofDays(7);

    private static final int MOST_NAMES = 20;

    private final Database database;
    private final FormerNames names;
    private final Audit audit;
    private final Clock clock;
    private final Follows follows;

    /**
     * What follows from a change.
     *
     * @param renamed in the transaction
     * @param less    after it: somebody may have less than before
     */
    public record Follows(Renamed renamed, Runnable less) {}

    /** Told of a repository as it was, and as it is under its new name. */
    @FunctionalInterface
    public interface Renamed {
        void tell(Handle handle, HostedRepository before, HostedRepository after);
    }

    public RepositoryLife(Database database, FormerNames names, Audit audit, Clock clock, Follows follows) {
        this.database = database;
        this.names = names;
        this.audit = audit;
        this.clock = clock;
        this.follows = follows;
    }

    /** The names that it had before, the newest first. */
    public List<RepositoryName> formerNames(HostedRepository repository) {
        return database.read(handle -> FormerNames.of(handle, repository.id()));
    }

    /** Those of a namespace that are about to go. */
    public List<HostedRepository> going(Namespace namespace) {
        return database.read(handle -> Repositories.going(handle, namespace.name()));
    }

    /** Gives it another name in its namespace; the old one leads to it. Needs {@code OWNER}. */
    public HostedRepository rename(HostedRepository repository, String name, Account by) {
        by.require(Role.OWNER, "rename " + repository.name());
        var wanted = new RepositoryName(repository.name().owner(), name);
        try {
            return renamed(repository, wanted, by);
        } catch (RuntimeException failed) {
            // A name that leads to a folder although nobody has it would lead the next one who takes it to what is not
            // theirs.
            database.read(handle -> {
                names.forgetWhereUnused(handle, wanted);
                return wanted;
            });
            throw failed;
        }
    }

    private HostedRepository renamed(HostedRepository repository, RepositoryName wanted, Account by) {
        return database.write(handle -> {
            var now = require(handle, repository);
            if (now.isGoing()) throw Refusal.conflict(now.name() + " is about to be deleted: take it back first");
            if (now.name().equals(wanted)) return now;
            Repositories.find(handle, wanted)
                    .filter(other -> other.id() != now.id())
                    .ifPresent(other -> Repositories.refuseTaken(wanted, other));
            var former = FormerNames.of(handle, now.id());
            if (!former.contains(wanted) && former.size() >= MOST_NAMES)
                throw Refusal.conflict(now.name() + " has had " + MOST_NAMES
                        + " names, all of which lead to it: keep this one, or go back to one of them");
            names.lead(wanted, now.life().madeAs());
            names.lead(now.name(), now.life().madeAs());
            FormerNames.add(handle, now.id(), now.name(), wanted, clock.instant());
            handle.createUpdate("update repository set name = :name where id = :id")
                    .bind("name", wanted.name())
                    .bind("id", now.id())
                    .execute();
            audit.record(handle, by, "repository.rename", now.name().toString(), "now " + wanted);
            var after = require(handle, now);
            follows.renamed().tell(handle, now, after);
            return after;
        });
    }

    /** Makes it read only, or takes it out of the archive. Needs {@code OWNER}. */
    public HostedRepository archive(HostedRepository repository, boolean archived, Account by) {
        by.require(Role.OWNER, "archive " + repository.name());
        var after = database.write(handle -> {
            var now = require(handle, repository);
            if (now.isArchived() == archived) return now;
            handle.createUpdate("update repository set archived = :archived where id = :id")
                    .bind("archived", archived ? 1 : 0)
                    .bind("id", now.id())
                    .execute();
            var action = archived ? "repository.archive" : "repository.unarchive";
            audit.record(handle, by, action, now.name().toString(), "");
            return require(handle, now);
        });
        follows.less().run();
        return after;
    }

    /** Takes it out of sight, and lets it go for good after {@link #DELAY}. Needs {@code OWNER}; {@code typed} is its name, as a person wrote it. */
    public HostedRepository delete(HostedRepository repository, String typed, Account by) {
        by.require(Role.OWNER, "delete " + repository.name());
        var after = database.write(handle -> {
            var now = require(handle, repository);
            if (!typed.equals(now.name().toString()))
                throw Refusal.invalid("to delete " + now.name() + ", write exactly this name");
            if (now.isGoing()) return now;
            var goes = clock.instant().plus(DELAY);
            goesAt(handle, now, Optional.of(goes));
            audit.record(handle, by, "repository.delete", now.name().toString(), "goes for good on " + goes);
            return require(handle, now);
        });
        follows.less().run();
        return after;
    }

    /** Undoes {@link #delete}. Needs {@code OWNER}. */
    public HostedRepository takeBack(HostedRepository repository, Account by) {
        by.require(Role.OWNER, "take back " + repository.name());
        return database.write(handle -> {
            var now = require(handle, repository);
            if (!now.isGoing()) return now;
            if (now.life().goesAt().filter(clock.instant()::isBefore).isEmpty())
                throw Refusal.conflict(now.name() + " is being deleted: its time has come");
            goesAt(handle, now, Optional.empty());
            audit.record(handle, by, "repository.restore", now.name().toString(), "");
            return require(handle, now);
        });
    }

    private static void goesAt(Handle handle, HostedRepository repository, Optional<Instant> at) {
        handle.createUpdate("update repository set goes_at = :at where id = :id")
                .bind("at", Rows.millis(at))
                .bind("id", repository.id())
                .execute();
    }

    private static HostedRepository require(Handle handle, HostedRepository repository) {
        return Repositories.find(handle, repository.id())
                .orElseThrow(() -> Refusal.notFound("no repository " + repository.name() + " here"));
    }
}
