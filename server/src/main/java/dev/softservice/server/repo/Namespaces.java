package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The namespaces of the hub. One is made with its first repository, or before. */
public final class Namespaces {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Namespaces(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    static Optional<Namespace> find(Handle handle, String name) {
        return handle.createQuery("select id, name, created_at from namespace where name = :name")
                .bind("name", name)
                .map((row, _) -> new Namespace(row.getLong("id"), row.getString("name"), Rows.time(row, "created_at")))
                .findOne();
    }

    static Namespace require(Handle handle, String name, Instant now) {
        return find(handle, name).orElseGet(() -> {
            handle.createUpdate("insert into namespace (name, created_at) values (:name, :now)")
                    .bind("name", name)
                    .bind("now", now.toEpochMilli())
                    .execute();
            return find(handle, name).orElseThrow();
        });
    }

    /** Its maker owns it; needs {@code MAINTAINER} of the hub. A taken name is a conflict. */
    public Namespace create(String name, Account by) {
        by.require(Role.MAINTAINER, "make namespaces");
        RepositoryName.checkOwner(name);
        return database.write(handle -> {
            if (find(handle, name).isPresent()) throw Refusal.conflict("there is a namespace " + name + " already");
            var made = require(handle, name, clock.instant());
            if (by.id() > 0)
                Memberships.set(handle, new Realm.Whole(made), new Memberships.Who(by.id(), 0), Role.OWNER);
            audit.record(handle, by, "namespace.create", name, "");
            return made;
        });
    }

    /** By name: those where somebody has a role, and those with a repository that they see. */
    public List<Namespace> seen(Visible by) {
        return database.read(handle -> seen(handle, by, ""));
    }

    /** The one of that name, if it is seen; {@code only} empty: all. */
    static List<Namespace> seen(Handle handle, Visible by, String only) {
        return by.bind(handle.createQuery("""
            select n.id, n.name, n.created_at from namespace n where (:only = '' or n.name = :only) and (
            :vAdmin = 1 and :vOnly = 0
            or :vOnly = 0 and exists (select 1 from membership m where m.namespace = n.id and (m.account = :vAccount
            or m.team in (select t.team from team_member t where t.account = :vAccount)))
            or exists (select 1 from repository r where r.owner = n.name and \
            """ + by.condition("r.id") + ")) order by n.name"))
                .bind("only", only)
                .map((row, _) -> new Namespace(row.getLong("id"), row.getString("name"), Rows.time(row, "created_at")))
                .list();
    }

    /** Refuses in the same words what is not here and what is not seen. */
    public Namespace require(String name, Visible by) {
        return database.read(handle -> require(handle, name, by));
    }

    static Namespace require(Handle handle, String name, Visible by) {
        return (name.isEmpty() ? List.<Namespace>of() : seen(handle, by, name))
                .stream().findFirst().orElseThrow(() -> Refusal.notFound("no namespace " + name + " here"));
    }

    /** Those of its repositories that are seen, by name. */
    public List<HostedRepository> repositories(Namespace namespace, Visible by) {
        return database.read(handle -> Repositories.of(handle, namespace.name(), by));
    }
}
