package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The teams of namespaces. Only an owner of the namespace changes them. */
public final class Teams {
    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final Runnable changed;

    /** {@code changed}: somebody may have less than before. */
    public Teams(Database database, Audit audit, Clock clock, Runnable changed) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.changed = changed;
    }

    /** By name. Needs {@code READER}. */
    public List<Team> list(Namespace namespace, Account by) {
        by.require(Role.READER, "see the teams of " + namespace.name());
        return database.read(
                handle -> handle.createQuery("select id, name from team where namespace = :namespace order by name")
                        .bind("namespace", namespace.id())
                        .map((row, _) -> new Team(row.getLong("id"), row.getString("name")))
                        .list());
    }

    /** Needs {@code READER}. */
    public Team require(Namespace namespace, String name, Account by) {
        by.require(Role.READER, "see the teams of " + namespace.name());
        return database.read(handle -> require(handle, namespace, name));
    }

    static Team require(Handle handle, Namespace namespace, String name) {
        return find(handle, namespace, name)
                .orElseThrow(() -> Refusal.notFound("no team " + name + " in " + namespace.name()));
    }

    private static Optional<Team> find(Handle handle, Namespace namespace, String name) {
        return handle.createQuery("select id, name from team where namespace = :namespace and name = :name")
                .bind("namespace", namespace.id())
                .bind("name", name)
                .map((row, _) -> new Team(row.getLong("id"), row.getString("name")))
                .findOne();
    }

    static String name(Handle handle, long id) {
        return handle.createQuery("select name from team where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    /** Needs {@code OWNER}; a taken name is a conflict. */
    public Team create(Namespace namespace, String name, Account by) {
        by.require(Role.OWNER, "make teams in " + namespace.name());
        if (!RepositoryName.isPart(name))
            throw Refusal.invalid("team name must be 1 to 39 lower-case letters, digits or inner dashes");
        return database.write(handle -> {
            if (find(handle, namespace, name).isPresent())
                throw Refusal.conflict("there is a team " + name + " in " + namespace.name() + " already");
            handle.createUpdate("insert into team (namespace, name, created_at) values (:namespace, :name, :now)")
                    .bind("namespace", namespace.id())
                    .bind("name", name)
                    .bind("now", clock.millis())
                    .execute();
            audit.record(handle, by, "team.create", namespace.name() + "/" + name, "");
            return require(handle, namespace, name);
        });
    }

    /** With every role that it gives. Needs {@code OWNER}. */
    public void delete(Namespace namespace, String name, Account by) {
        by.require(Role.OWNER, "delete teams of " + namespace.name());
        database.run(handle -> {
            var team = require(handle, namespace, name);
            Memberships.removeTeam(handle, team.id());
            handle.createUpdate("delete from team_member where team = :team")
                    .bind("team", team.id())
                    .execute();
            handle.createUpdate("delete from team where id = :team")
                    .bind("team", team.id())
                    .execute();
            audit.record(handle, by, "team.delete", namespace.name() + "/" + name, "");
        });
        changed.run();
    }

    /** By name. Needs {@code READER}. */
    public List<String> members(Namespace namespace, Team team, Account by) {
        by.require(Role.READER, "see the teams of " + namespace.name());
        return database.read(handle -> handle
                .createQuery("select account from team_member where team = :team")
                .bind("team", team.id())
                .mapTo(Long.class)
                .list()
                .stream()
                .map(account -> Accounts.name(handle, account))
                .sorted()
                .toList());
    }

    /** Harmless where they are in it. Needs {@code OWNER}. */
    public void add(Namespace namespace, String team, String account, Account by) {
        by.require(Role.OWNER, "put people into teams of " + namespace.name());
        database.run(handle -> {
            handle.createUpdate("""
                insert into team_member (team, account) values (:team, :account) on conflict (team, account) do nothing\
                """)
                    .bind("team", require(handle, namespace, team).id())
                    .bind("account", Accounts.require(handle, account).id())
                    .execute();
            audit.record(handle, by, "team.add", namespace.name() + "/" + team, account);
        });
    }

    /** Needs {@code OWNER}; everybody may leave. */
    public void remove(Namespace namespace, String team, String account, Account by) {
        if (!account.equals(by.name())) by.require(Role.OWNER, "take people out of teams of " + namespace.name());
        database.run(handle -> {
            int gone = handle.createUpdate("delete from team_member where team = :team and account = :account")
                    .bind("team", require(handle, namespace, team).id())
                    .bind("account", Accounts.require(handle, account).id())
                    .execute();
            if (gone == 0) throw Refusal.notFound(account + " is not in the team " + namespace.name() + "/" + team);
            audit.record(handle, by, "team.remove", namespace.name() + "/" + team, account);
        });
        changed.run();
    }
}
