package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.webhooks.ForgeEvent;
import dev.softservice.webhooks.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What forges have delivered: each once, and durable before it is acknowledged. */
final class DeliveryTable {
    private static final Duration KEPT = Duration.ofDays(60);

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    DeliveryTable(Database database, Audit audit, Clock clock) {
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
                insert into mirror_delivery (repository, id, digest, at) values (:repository, :id, :digest, :now)
                on conflict (repository, id) do nothing\
                """)
                    .bind("repository", mirror.repository())
                    .bind("id", delivery.id())
                    .bind("digest", delivery.digest())
                    .bind("now", clock.millis())
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

    static boolean asksForALook(ForgeEvent event) {
        return switch (event) {
            case ForgeEvent.Push _, ForgeEvent.PullRequestChanged _, ForgeEvent.MergeGroup _ -> true;
            case ForgeEvent.Ping _, ForgeEvent.Ignored _ -> false;
        };
    }
}
