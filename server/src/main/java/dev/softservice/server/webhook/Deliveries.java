package dev.softservice.server.webhook;

import dev.softservice.server.core.Refusal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What receivers were told, and what people ask to be sent to them. */
final class Deliveries {
    private final WebhookDeliveryTable table;
    private final News news;
    private final Post post;
    private final Clock clock;

    Deliveries(WebhookDeliveryTable table, News news, Post post, Clock clock) {
        this.table = table;
        this.news = news;
        this.post = post;
        this.clock = clock;
    }

    /** Newest first, below {@code before} (0: from the newest). */
    List<WebhookDelivery> list(Webhook webhook, long before, int limit) {
        return table.list(webhook.id(), before, limit);
    }

    /** Sends something that means nothing, to see whether it arrives. Asked twice within a millisecond it is the same. */
    WebhookDelivery ping(Webhook webhook) {
        requireActive(webhook);
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var message = news.ping(webhook, now);
        table.add(List.of(message), now);
        post.wake();
        return list(webhook, 0, 100).stream()
                .filter(delivery -> delivery.message().equals(message.message().id()))
                .findFirst()
                .orElseThrow();
    }

    /** Sends one again, with the same id. */
    WebhookDelivery again(Webhook webhook, long id) {
        requireActive(webhook);
        requireOne(webhook, id);
        table.again(id, clock.instant());
        post.wake();
        return requireOne(webhook, id);
    }

    private WebhookDelivery requireOne(Webhook webhook, long id) {
        return table.find(id)
                .filter(delivery -> delivery.webhook() == webhook.id())
                .orElseThrow(
                        () -> Refusal.notFound("webhook " + webhook.id() + " has no delivery " + id + " any more"));
    }

    private static void requireActive(Webhook webhook) {
        if (!webhook.isActive())
            throw Refusal.conflict(
                    "webhook " + webhook.id() + " is stopped: " + webhook.stopped() + "; set active to true first");
    }
}
