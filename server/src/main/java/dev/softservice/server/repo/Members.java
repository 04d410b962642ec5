package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who has a role in a namespace or a repository, of themselves or by a team. Only an owner changes that. */
public final class Members {
    private final Database database;
    private final Audit audit;
    private final Runnable changed;

    /** {@code changed}: somebody may have less than before. */
    public Members(Database database, Audit audit, Runnable changed) {
        this.database = database;
        this.audit = audit;
        this.changed = changed;
    }

    /** What a role that nobody can have here is answered with. */
    public static final String ROLES = "role must be reader, contributor, maintainer or owner";

    /** {@code team}: whether {@code name} is a team's of the namespace, and not an account's. */
    public record Member(String name, boolean team, Role role) {}

    /** The highest role first, each by name. Needs {@code READER}: the list is not for strangers. */
    public List<Member> list(Realm realm, Account by) {
        by.require(Role.READER, "see who has a role in " + realm);
        return database.read(handle -> Memberships.list(handle, realm).stream()
                .map(row -> row.who().team() == 0
                        ? new Member(Accounts.name(handle, row.who().account()), false, row.role())
                        : new Member(Teams.name(handle, row.who().team()), true, row.role()))
                .sorted(Comparator.comparing(Member::role).reversed().thenComparing(Member::name))
                .toList());
    }

    /** Gives {@code member} exactly this role. Needs {@code OWNER}. */
    public void set(Realm realm, Member member, Account by) {
        by.require(Role.OWNER, "give roles in " + realm);
        if (member.role() == Role.ANONYMOUS || member.role() == Role.ADMIN) throw Refusal.invalid(ROLES);
        database.run(handle -> {
            Memberships.set(handle, realm, who(handle, realm, member), member.role());
            audit.record(
                    handle, by, "member.set", realm.toString(), told(member) + " " + Constants.word(member.role()));
        });
        changed.run();
    }

    /** Needs {@code OWNER}; everybody may leave. */
    public void remove(Realm realm, Member member, Account by) {
        if (member.team() || !member.name().equals(by.name())) by.require(Role.OWNER, "take roles away in " + realm);
        database.run(handle -> {
            if (!Memberships.remove(handle, realm, who(handle, realm, member)))
                throw Refusal.notFound(told(member) + " has no role in " + realm);
            audit.record(handle, by, "member.remove", realm.toString(), told(member));
        });
        changed.run();
    }

    private static String told(Member member) {
        return (member.team() ? "team " : "") + member.name();
    }

    private static Memberships.Who who(Handle handle, Realm realm, Member member) {
        if (!member.team())
            return new Memberships.Who(Accounts.require(handle, member.name()).id(), 0);
        var owner = switch (realm) {
            case Realm.Whole whole -> whole.namespace().name();
            case Realm.One one -> one.repository().name().owner();
        };
        var namespace =
                Namespaces.find(handle, owner).orElseThrow(() -> Refusal.notFound("no namespace " + owner + " here"));
        return new Memberships.Who(
                0, Teams.require(handle, namespace, member.name()).id());
    }
}
