package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What forges have delivered: each once, and durable before it is acknowledged. */
public final class ForgeDeliveryTable {
    private static final Duration KEPT = Duration.ofDays(60);

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    ForgeDeliveryTable(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Records the delivery, and the hint where its event is one. True: a look is due; false: it says nothing of interest. One that comes again is
     * a hint again, since a person who has the forge send it anew wants a look. The same id with another body is a conflict and stands in the
     * audit log.
     */
    boolean record(Mirror mirror, String subject, Receipt.Accepted delivery) {
        Optional<String> another = database.write(handle -> {
            handle.createUpdate("delete from mirror_delivery where at < :old")
                    .bind("old", clock.instant().minus(KEPT).toEpochMilli())
                    .execute();
            int added = handle.createUpdate("""
                insert into mirror_delivery (repository, id, digest, at, event)
                values (:repository, :id, :digest, :now, :event)
                on conflict (repository, id) do nothing\
                """)
                    .bind("repository", mirror.repository())
                    .bind("id", delivery.id())
                    .bind("digest", delivery.digest())
                    .bind("now", clock.millis())
                    .bind("event", word(delivery.event()))
                    .execute();
            Optional<String> known = added > 0
                    ? Optional.empty()
                    : handle.createQuery(
                                    "select digest from mirror_delivery where repository = :repository and id = :id")
                            .bind("repository", mirror.repository())
                            .bind("id", delivery.id())
                            .mapTo(String.class)
                            .findOne();
            if (known.isPresent() && !known.get().equals(delivery.digest())) {
                return known;
            }
            if (asksForALook(delivery.event())) {
                handle.createUpdate("update mirror set hinted = hinted + 1 where repository = :repository")
                        .bind("repository", mirror.repository())
                        .execute();
            }
            return Optional.<String>empty();
        });
        if (another.isPresent()) {
            audit.record(
                    Account.ANONYMOUS,
                    "hook.conflict",
                    subject,
                    "delivery " + delivery.id() + " came again with another body");
            throw Refusal.conflict("delivery " + delivery.id() + " was here before with another body; it is ignored");
        }
        return asksForALook(delivery.event());
    }

    /** A delivery that was taken. {@code event}: what it was about; empty: an older hub took it. */
    public record Delivered(String id, String event, Instant at) {}

    /** The newest twenty. */
    List<Delivered> newest(long repository) {
        return database.read(handle -> handle.createQuery(
                        "select id, event, at from mirror_delivery where repository = :repository order by at desc"
                                + " limit 20")
                .bind("repository", repository)
                .map((row, _) -> new Delivered(row.getString("id"), row.getString("event"), Rows.time(row, "at")))
                .list());
    }

    /** What an event is about. */
    static String word(ForgeEvent event) {
        return switch (event) {
            case ForgeEvent.Push push -> "push " + push.ref();
            case ForgeEvent.PullRequestChanged changed ->
                "pull request " + changed.pull().number() + " " + changed.action();
            case ForgeEvent.MergeGroup group -> "merge group " + group.ref() + " " + group.action();
            case ForgeEvent.Ping _ -> "ping";
            case ForgeEvent.Ignored ignored -> ignored.reason();
        };
    }

    static boolean asksForALook(ForgeEvent event) {
        return switch (event) {
            case ForgeEvent.Push _, ForgeEvent.PullRequestChanged _, ForgeEvent.MergeGroup _ -> true;
            case ForgeEvent.Ping _, ForgeEvent.Ignored _ -> false;
        };
    }
}
