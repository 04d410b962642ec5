package dev.softservice.server.oidc;

import dev.softservice.server.account.Account;
import dev.softservice.server.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows that say which account somebody at a provider has. */
final class IdentityTable {
    private IdentityTable() {}

    record Row(long id, long account, boolean made) {}

    static Optional<Row> find(Handle handle, SignedIn person) {
        return handle.createQuery(
                        "select id, account, made from identity where issuer = :issuer and subject = :subject")
                .bind("issuer", person.issuer())
                .bind("subject", person.subject())
                .map((row, _) -> new Row(row.getLong("id"), row.getLong("account"), row.getInt("made") != 0))
                .findOne();
    }

    static void insert(Handle handle, SignedIn person, Account account, boolean made, Instant now) {
        handle.createUpdate("""
            insert into identity (account, issuer, subject, name, made, linked_at) values (:account, :issuer, :subject, :name, :made, :now)\
            """)
                .bind("account", account.id())
                .bind("issuer", person.issuer())
                .bind("subject", person.subject())
                .bind("name", person.name())
                .bind("made", made ? 1 : 0)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void used(Handle handle, long id, String name, Instant now) {
        handle.createUpdate("update identity set used_at = :now, name = :name where id = :id")
                .bind("now", now.toEpochMilli())
                .bind("name", name)
                .bind("id", id)
                .execute();
    }

    static List<Identity> of(Handle handle, Account account) {
        return handle.createQuery("select * from identity where account = :account order by id")
                .bind("account", account.id())
                .map((row, _) -> new Identity(
                        row.getLong("id"),
                        row.getString("issuer"),
                        row.getString("name"),
                        row.getInt("made") != 0,
                        Rows.time(row, "linked_at"),
                        Rows.optionalTime(row, "used_at")))
                .list();
    }

    /** False where it is not one of theirs. */
    static boolean remove(Handle handle, Account account, long id) {
        return handle.createUpdate("delete from identity where id = :id and account = :account")
                        .bind("id", id)
                        .bind("account", account.id())
                        .execute()
                == 1;
    }
}
