package dev.softservice.server.webhook;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.Vault;
import dev.softservice.webhooks.Secret;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The rows of webhooks. Their secrets are sealed: a copy of the database gives none away. */
final class WebhookTable {
    private final Database database;
    private final Vault vault;

    WebhookTable(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** Does {@code work} in one transaction. */
    <R> R write(Function<Handle, R> work) {
        return database.write(work);
    }

    /** Of one repository, oldest first. */
    List<Webhook> list(long repository) {
        return database.read(
                handle -> handle.createQuery("select * from webhook where repository = :repository order by id")
                        .bind("repository", repository)
                        .map((row, _) -> read(row))
                        .list());
    }

    /** All to which something is sent. */
    List<Webhook> active() {
        return database.read(handle -> handle.createQuery("select * from webhook where stopped = '' order by id")
                .map((row, _) -> read(row))
                .list());
    }

    Optional<Webhook> find(long id) {
        return database.read(handle -> handle.createQuery("select * from webhook where id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne());
    }

    /** Returns its id. */
    long add(Handle handle, long repository, WebhookSetup.Wish wish, Added added) {
        return handle.createQuery("""
            insert into webhook (repository, url, secret, events, by_name, created_at, since)
            values (:repository, :url, :secret, :events, :by, :at, :at) returning id\
            """)
                .bind("repository", repository)
                .bind("url", wish.url().toString())
                .bind("secret", vault.seal(place(repository), added.secret().text()))
                .bind("events", words(wish.topics()))
                .bind("by", added.by())
                .bind("at", added.at().toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    /** Who made it, when, and the secret that was made for it. */
    record Added(Secret secret, String by, Instant at) {}

    static void change(Handle handle, Webhook webhook) {
        handle.createUpdate("""
            update webhook set url = :url, events = :events, since = :since, stopped = :stopped where id = :id\
            """)
                .bind("url", webhook.url().toString())
                .bind("events", words(webhook.topics()))
                .bind("since", webhook.since().toEpochMilli())
                .bind("stopped", webhook.stopped())
                .bind("id", webhook.id())
                .execute();
    }

    static void stop(Handle handle, long id, String why) {
        handle.createUpdate("update webhook set stopped = :why where id = :id")
                .bind("why", why)
                .bind("id", id)
                .execute();
    }

    static void remove(Handle handle, long id) {
        WebhookDeliveryTable.removeAll(handle, id);
        handle.createUpdate("delete from webhook where id = :id").bind("id", id).execute();
    }

    private static String words(Set<Topic> topics) {
        return Rows.joined(topics.stream().map(Topic::word).sorted().toList());
    }

    private static String place(long repository) {
        return "webhook of " + repository;
    }

    private Webhook read(ResultSet row) throws SQLException {
        long repository = row.getLong("repository");
        var topics = EnumSet.noneOf(Topic.class);
        Rows.lines(row, "events").forEach(word -> Topic.named(word).ifPresent(topics::add));
        return new Webhook(
                row.getLong("id"),
                repository,
                URI.create(row.getString("url")),
                new Secret(vault.open(place(repository), row.getString("secret"))),
                topics,
                row.getString("by_name"),
                Rows.time(row, "created_at"),
                Rows.time(row, "since"),
                row.getString("stopped"));
    }
}
