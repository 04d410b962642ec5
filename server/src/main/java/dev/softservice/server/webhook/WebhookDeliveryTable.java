package dev.softservice.server.webhook;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of deliveries. */
final class WebhookDeliveryTable {
    private final Database database;

    WebhookDeliveryTable(Database database) {
        this.database = database;
    }

    /** What is to be sent. */
    record Message(String id, Topic topic, String body, Instant at) {}

    /** Notes what each webhook is to be told; what it was told before is not noted again. */
    void add(List<Addressed> messages, Instant now) {
        database.run(handle -> messages.forEach(each -> add(handle, each, now)));
    }

    record Addressed(long webhook, Message message) {}

    private static void add(Handle handle, Addressed each, Instant now) {
        handle.createUpdate("""
            insert into webhook_delivery (webhook, message, event, body, at, state, next_at)
            values (:webhook, :message, :event, :body, :at, 'WAITING', :now) on conflict (webhook, message) do nothing\
            """)
                .bind("webhook", each.webhook())
                .bind("message", each.message().id())
                .bind("event", each.message().topic().word())
                .bind("body", each.message().body())
                .bind("at", each.message().at().toEpochMilli())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** The next one of each active webhook that is due. One receiver hears of things in their order, as far as it takes them. */
    List<WebhookDelivery> due(Instant now) {
        return database.read(handle -> handle.createQuery("""
            select d.* from webhook_delivery d join (
                select min(w.id) as id from webhook_delivery w join webhook h on h.id = w.webhook
                where w.state = 'WAITING' and w.next_at <= :now and h.stopped = '' group by w.webhook
            ) first on first.id = d.id order by d.id\
            """)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> read(row))
                .list());
    }

    Optional<WebhookDelivery> find(long id) {
        return database.read(handle -> handle.createQuery("select * from webhook_delivery where id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne());
    }

    /** Newest first, below {@code before} (0: from the newest). */
    List<WebhookDelivery> list(long webhook, long before, int limit) {
        return database.read(handle -> handle.createQuery("""
            select * from webhook_delivery where webhook = :webhook and id < :before order by id desc limit :limit\
            """)
                .bind("webhook", webhook)
                .bind("before", before == 0 ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list());
    }

    /** A try has ended. {@code next}: when it is tried again; counts for {@code WAITING} alone. */
    static void tried(Handle handle, long id, Try ended) {
        handle.createUpdate("""
            update webhook_delivery set state = :state, tries = tries + 1, tried_at = :at, next_at = :next, answer = :answer where id = :id\
            """)
                .bind("state", ended.state().name())
                .bind("at", ended.at().toEpochMilli())
                .bind("next", ended.next().toEpochMilli())
                .bind("answer", ended.answer())
                .bind("id", id)
                .execute();
    }

    record Try(WebhookDelivery.State state, Instant at, Instant next, String answer) {}

    /** Sends it again, as if for the first time. */
    void again(long id, Instant now) {
        database.run(handle -> handle.createUpdate(
                        "update webhook_delivery set state = 'WAITING', tries = 0, next_at = :now where id = :id")
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute());
    }

    /** Whether the webhook took anything at {@code since} or later. */
    static boolean tookAny(Handle handle, long webhook, Instant since) {
        return handle.createQuery("""
            select count(*) from webhook_delivery where webhook = :webhook and state = 'DELIVERED' and tried_at >= :since\
            """)
                        .bind("webhook", webhook)
                        .bind("since", since.toEpochMilli())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Forgets what was told, or given up, before {@code when}. */
    void forget(Instant when) {
        database.run(
                handle -> handle.createUpdate("delete from webhook_delivery where state <> 'WAITING' and at < :when")
                        .bind("when", when.toEpochMilli())
                        .execute());
    }

    static void removeAll(Handle handle, long webhook) {
        handle.createUpdate("delete from webhook_delivery where webhook = :webhook")
                .bind("webhook", webhook)
                .execute();
    }

    private static WebhookDelivery read(ResultSet row) throws SQLException {
        return new WebhookDelivery(
                row.getLong("id"),
                row.getLong("webhook"),
                row.getString("message"),
                Topic.named(row.getString("event")).orElseThrow(),
                row.getString("body"),
                Rows.time(row, "at"),
                WebhookDelivery.State.valueOf(row.getString("state")),
                row.getInt("tries"),
                Rows.time(row, "next_at"),
                Rows.optionalTime(row, "tried_at"),
                row.getString("answer"));
    }
}
