package dev.softservice.server.mail;

import dev.softservice.server.db.Rows;
import dev.softservice.server.db.Vault;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of mails. */
final class OutboxTable {
    /** For mails about an account itself, which nobody chooses. */
    static final String ACCOUNT = "ACCOUNT";

    private final Vault vault;

    OutboxTable(Vault vault) {
        this.vault = vault;
    }

    enum State {
        WAITING,
        /** Under way, or the hub ended meanwhile. */
        TAKEN,
        SENT,
        /** No answer came to the end of it: it may have arrived. */
        UNCLEAR,
        GIVEN_UP,
        /** Nobody wants it any more. */
        DROPPED
    }

    /**
     * A mail to be.
     *
     * @param event   names what has happened; one mail of it to each account
     * @param topic   a {@link MailTopic}'s name, or {@link #ACCOUNT}
     * @param address where to; empty: where the account gets its mail
     */
    record New(
            long account, String event, String topic, long repository, Optional<MailAddress> address, Letter letter) {
        /** About the account itself. */
        static New ofAccount(long account, String event, Optional<MailAddress> address, Letter letter) {
            return new New(account, event, ACCOUNT, 0, address, letter);
        }
    }

    record Mail(long id, New what, int tries, Instant at) {}

    /** Once for each account and event, however often it is asked for. */
    void add(Handle handle, New mail, Instant now) {
        handle.createUpdate("""
            insert into mail (account, event, topic, repository, address, letter, at, state, next_at)
            values (:account, :event, :topic, :repository, :address, :letter, :now, 'WAITING', :now)
            on conflict (account, event) do nothing\
            """)
                .bind("account", mail.account())
                .bind("event", mail.event())
                .bind("topic", mail.topic())
                .bind("repository", mail.repository())
                .bind("address", mail.address().map(MailAddress::text).orElse(""))
                .bind(
                        "letter",
                        vault.seal(
                                place(mail.account(), mail.event()),
                                mail.letter().json()))
                .bind("now", now.toEpochMilli())
                .execute();
    }

    private static String place(long account, String event) {
        return "mail " + account + " " + event;
    }

    /** Those that are due, oldest first. */
    List<Mail> due(Handle handle, Instant now, int most) {
        return handle.createQuery(
                        "select * from mail where state = 'WAITING' and next_at <= :now order by next_at, id limit"
                                + " :most")
                .bind("now", now.toEpochMilli())
                .bind("most", most)
                .map((row, _) -> {
                    long account = row.getLong("account");
                    var event = row.getString("event");
                    return new Mail(
                            row.getLong("id"),
                            new New(
                                    account,
                                    event,
                                    row.getString("topic"),
                                    row.getLong("repository"),
                                    Optional.of(row.getString("address"))
                                            .filter(text -> !text.isEmpty())
                                            .map(MailAddress::new),
                                    Letter.read(vault.open(place(account, event), row.getString("letter")))),
                            row.getInt("tries"),
                            Rows.time(row, "at"));
                })
                .list();
    }

    /** False where somebody else has taken it. */
    static boolean take(Handle handle, long id) {
        return handle.createUpdate("update mail set state = 'TAKEN' where id = :id and state = 'WAITING'")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    record Tried(State state, Instant at, Instant next, String answer) {}

    static void tried(Handle handle, long id, Tried ended) {
        handle.createUpdate("""
            update mail set state = :state, tries = tries + 1, tried_at = :at, next_at = :next, answer = :answer,
            letter = case when :state = 'WAITING' then letter else '' end where id = :id\
            """)
                .bind("state", ended.state().name())
                .bind("at", ended.at().toEpochMilli())
                .bind("next", ended.next().toEpochMilli())
                .bind("answer", ended.answer())
                .bind("id", id)
                .execute();
    }

    /** What a process that ended has left under way. */
    static int unclear(Handle handle) {
        return handle.createUpdate("""
            update mail set state = 'UNCLEAR', letter = '', answer = 'the hub ended while it was sent; it may have arrived'
            where state = 'TAKEN'\
            """).execute();
    }

    static void forget(Handle handle, Instant before) {
        handle.createUpdate("delete from mail where state <> 'WAITING' and state <> 'TAKEN' and at < :before")
                .bind("before", before.toEpochMilli())
                .execute();
    }

    static Map<State, Long> counts(Handle handle) {
        var counts = new EnumMap<State, Long>(State.class);
        handle.createQuery("select state, count(*) as many from mail group by state")
                .map((row, _) -> counts.put(State.valueOf(row.getString("state")), row.getLong("many")))
                .list();
        return counts;
    }

    /** {@code account} is the id of one. */
    record Kept(long account, String topic, State state, int tries, Instant at, String answer) {}

    /** What was not taken at once, the newest first. */
    static List<Kept> trouble(Handle handle, int most) {
        return handle.createQuery("""
            select * from mail where answer <> '' and state <> 'SENT' order by id desc limit :most\
            """)
                .bind("most", most)
                .map((row, _) -> new Kept(
                        row.getLong("account"),
                        row.getString("topic"),
                        State.valueOf(row.getString("state")),
                        row.getInt("tries"),
                        Rows.time(row, "at"),
                        row.getString("answer")))
                .list();
    }
}
