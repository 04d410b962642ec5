package dev.softservice.server.mail;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of addresses, confirmed and not yet. */
final class MailboxTable {
    private MailboxTable() {}

    /** Nobody's whose account is disabled. */
    static Optional<Mailbox> of(Handle handle, String account) {
        return Accounts.active(handle, account).flatMap(known -> of(handle, known));
    }

    private static Optional<Mailbox> of(Handle handle, Account account) {
        return handle.createQuery("select * from mailbox where account = :account")
                .bind("account", account.id())
                .map((row, _) -> read(row, account))
                .findOne();
    }

    static Optional<Mailbox> at(Handle handle, MailAddress address) {
        return handle.createQuery("select account from mailbox where address_key = :key")
                .bind("key", address.key())
                .mapTo(Long.class)
                .findOne()
                .flatMap(id -> of(handle, Accounts.name(handle, id)));
    }

    static boolean isAnybodys(Handle handle, MailAddress address, Account but) {
        return handle.createQuery("select count(*) from mailbox where address_key = :key and account <> :account")
                        .bind("key", address.key())
                        .bind("account", but.id())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Whether anybody gets mail at all. */
    static boolean isAnyThere(Handle handle) {
        return handle.createQuery("select count(*) from (select account from mailbox limit 1) first")
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static void put(Handle handle, Mailbox mailbox) {
        handle.createUpdate("""
            insert into mailbox (account, address, address_key, topics, since) values (:account, :address, :key, :topics, :since)
            on conflict (account) do update set address = excluded.address, address_key = excluded.address_key,
            topics = excluded.topics, since = excluded.since\
            """)
                .bind("account", mailbox.account().id())
                .bind("address", mailbox.address().text())
                .bind("key", mailbox.address().key())
                .bind(
                        "topics",
                        Rows.joined(mailbox.topics().stream()
                                .sorted()
                                .map(MailTopic::name)
                                .toList()))
                .bind("since", mailbox.since().toEpochMilli())
                .execute();
    }

    static void remove(Handle handle, Account account) {
        handle.createUpdate("delete from mailbox where account = :account")
                .bind("account", account.id())
                .execute();
        forgetLinks(handle, account);
    }

    static void link(Handle handle, String hash, Account account, MailAddress address, Instant until) {
        forgetLinks(handle, account);
        handle.createUpdate(
                        "insert into mail_link (hash, account, address, expires_at) values (:hash, :account, :address,"
                                + " :until)")
                .bind("hash", hash)
                .bind("account", account.id())
                .bind("address", address.text())
                .bind("until", until.toEpochMilli())
                .execute();
    }

    static void forgetLinks(Handle handle, Account account) {
        handle.createUpdate("delete from mail_link where account = :account")
                .bind("account", account.id())
                .execute();
    }

    /** An address that waits for its link. */
    record Asked(Account account, MailAddress address) {}

    static Optional<Asked> asked(Handle handle, String hash, Instant now) {
        return handle.createQuery("select account, address from mail_link where hash = :hash and expires_at > :now")
                .bind("hash", hash)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> new Waiting(row.getLong("account"), row.getString("address")))
                .findOne()
                .flatMap(waiting -> waiting.asked(handle));
    }

    private record Waiting(long account, String address) {
        Optional<Asked> asked(Handle handle) {
            return Accounts.active(handle, Accounts.name(handle, account))
                    .map(known -> new Asked(known, new MailAddress(address)));
        }
    }

    /** The address that the account waits for, if any. */
    static List<String> waiting(Handle handle, Account account, Instant now) {
        return handle.createQuery("select address from mail_link where account = :account and expires_at > :now")
                .bind("account", account.id())
                .bind("now", now.toEpochMilli())
                .mapTo(String.class)
                .list();
    }

    private static Mailbox read(ResultSet row, Account account) throws SQLException {
        return new Mailbox(
                account,
                new MailAddress(row.getString("address")),
                topics(Rows.lines(row, "topics")),
                Rows.time(row, "since"));
    }

    private static Set<MailTopic> topics(List<String> names) {
        return names.stream().map(MailTopic::valueOf).collect(Collectors.toSet());
    }
}
