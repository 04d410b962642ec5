package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Role;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows that say who has which role where, of themselves or by a team. */
final class Memberships {
    /** One of the two is 0. */
    record Who(long account, long team) {}

    record Row(Who who, Role role) {}

    private Memberships() {}

    /** The most that the account has in the repository and in its namespace; {@code ANONYMOUS}: nothing. */
    static Role of(Handle handle, HostedRepository repository, long account) {
        return most(handle.createQuery("""
            select m.role from membership m where
            (m.repository = :repository or m.namespace = (select n.id from namespace n where n.name = :owner))
            and (m.account = :account or m.team in (select t.team from team_member t where t.account = :account))\
            """)
                .bind("repository", repository.id())
                .bind("owner", repository.name().owner())
                .bind("account", account)
                .mapTo(String.class)
                .list());
    }

    /** The same for a namespace. */
    static Role of(Handle handle, Namespace namespace, long account) {
        return most(handle.createQuery("""
            select m.role from membership m where m.namespace = :namespace
            and (m.account = :account or m.team in (select t.team from team_member t where t.account = :account))\
            """)
                .bind("namespace", namespace.id())
                .bind("account", account)
                .mapTo(String.class)
                .list());
    }

    /** The ids of those who have this role or more in the repository or its namespace. */
    static List<Long> accounts(Handle handle, HostedRepository repository, Role least) {
        return handle
                .createQuery("""
                    select coalesce(m.account, t.account) as account, m.role from membership m left join team_member t on t.team = m.team
                    where m.repository = :repository or m.namespace = (select n.id from namespace n where n.name = :owner)\
                    """)
                .bind("repository", repository.id())
                .bind("owner", repository.name().owner())
                .map((row, _) -> new Row(new Who(row.getLong("account"), 0), Role.valueOf(row.getString("role"))))
                .list()
                .stream()
                .filter(row -> row.who().account() != 0 && row.role().atLeast(least))
                .map(row -> row.who().account())
                .distinct()
                .toList();
    }

    private static Role most(List<String> roles) {
        return roles.stream().map(Role::valueOf).reduce(Role.ANONYMOUS, Role::higher);
    }

    /** The account that makes the first repository of a namespace owns the namespace; else it owns the repository. */
    static void madeBy(Handle handle, HostedRepository repository, Account by, Instant now) {
        boolean first = Namespaces.find(handle, repository.name().owner()).isEmpty();
        var namespace = Namespaces.require(handle, repository.name().owner(), now);
        if (by.id() == 0 || !Accounts.isKnown(handle, by.name())) return;
        if (of(handle, namespace, by.id()) == Role.OWNER) return;
        var realm = first ? new Realm.Whole(namespace) : new Realm.One(repository);
        set(handle, realm, new Who(by.id(), 0), Role.OWNER);
    }

    static List<Row> list(Handle handle, Realm realm) {
        return handle.createQuery("select account, team, role from membership where " + column(realm) + " = :realm")
                .bind("realm", id(realm))
                .map((row, _) -> new Row(
                        new Who(row.getLong("account"), row.getLong("team")), Role.valueOf(row.getString("role"))))
                .list();
    }

    static void set(Handle handle, Realm realm, Who who, Role role) {
        remove(handle, realm, who);
        handle.createUpdate("insert into membership (" + column(realm) + ", " + column(who)
                        + ", role) values (:realm, :who, :role)")
                .bind("realm", id(realm))
                .bind("who", id(who))
                .bind("role", role.name())
                .execute();
    }

    /** False where there was none. */
    static boolean remove(Handle handle, Realm realm, Who who) {
        return handle.createUpdate("delete from membership where " + column(realm) + " = :realm and " + column(who)
                                + " = :who")
                        .bind("realm", id(realm))
                        .bind("who", id(who))
                        .execute()
                > 0;
    }

    static void delete(Handle handle, long repository) {
        handle.createUpdate("delete from membership where repository = :id")
                .bind("id", repository)
                .execute();
    }

    static void removeTeam(Handle handle, long team) {
        handle.createUpdate("delete from membership where team = :team")
                .bind("team", team)
                .execute();
    }

    private static String column(Realm realm) {
        return switch (realm) {
            case Realm.Whole _ -> "namespace";
            case Realm.One _ -> "repository";
        };
    }

    private static long id(Realm realm) {
        return switch (realm) {
            case Realm.Whole whole -> whole.namespace().id();
            case Realm.One one -> one.repository().id();
        };
    }

    private static String column(Who who) {
        return who.team() == 0 ? "account" : "team";
    }

    private static long id(Who who) {
        return who.team() == 0 ? who.account() : who.team();
    }
}
