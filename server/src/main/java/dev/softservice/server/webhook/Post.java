package dev.softservice.server.webhook;

import dev.softservice.server.core.Rounds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what is new and sends what is due: one message at a time to each receiver, so that a slow one keeps nobody else waiting. */
final class Post implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    /** How far back the first look of a process goes: what a crash or a stop has cut off is told. */
    static final Duration FIRST_LOOK = Duration.ofDays(30);
    /** How far back each later look goes: a transaction may end after one that began later. */
    private static final Duration LOOK = Duration.ofMinutes(15);
    /** Longer than the first look goes back, so that nothing is told twice. */
    private static final Duration KEPT = FIRST_LOOK.plusDays(10);

    private static final Duration TICK = Duration.ofSeconds(2);

    private final WebhookTable webhooks;
    private final WebhookDeliveryTable deliveries;
    private final News news;
    private final Sender sender;
    private final Clock clock;
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("webhook-", 0).factory());
    private final Rounds rounds = new Rounds("webhooks", TICK, this::round);
    private volatile boolean closing;
    /** By this process, so that a look that finds nothing new writes nothing. The rows have the last word. */
    private final Set<News.Noted> noted = new HashSet<>();

    private Duration look = FIRST_LOOK;
    private Instant forgotten = Instant.EPOCH;

    Post(WebhookTable webhooks, WebhookDeliveryTable deliveries, News news, Sender sender, Clock clock) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.news = news;
        this.sender = sender;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    /** Something has happened: no need to wait for the next look. */
    void wake() {
        rounds.wake();
    }

    /** Notes what is new and starts what is due and not under way; the futures end with the tries. */
    synchronized List<Future<?>> round() {
        var now = clock.instant();
        if (forgotten.isBefore(now.minus(Duration.ofHours(1)))) {
            deliveries.forget(now.minus(KEPT));
            noted.clear();
            forgotten = now;
        }
        var active = webhooks.active();
        if (active.isEmpty()) return List.of();
        note(news.since(now.minus(look), active, noted), now);
        look = LOOK;
        var started = new ArrayList<Future<?>>();
        for (var delivery : deliveries.due(now)) {
            if (busy.add(delivery.webhook())) started.add(threads.submit(() -> send(delivery)));
        }
        return started;
    }

    private void note(List<WebhookDeliveryTable.Addressed> messages, Instant now) {
        if (messages.isEmpty()) return;
        deliveries.add(messages, now);
        messages.forEach(
                each -> noted.add(new News.Noted(each.webhook(), each.message().id())));
    }

    private void send(WebhookDelivery delivery) {
        try {
            webhooks.find(delivery.webhook())
                    .filter(Webhook::isActive)
                    .ifPresent(webhook -> sender.send(webhook, delivery));
        } catch (RuntimeException failed) {
            // Still due: it is tried again with the next look, or by the next process.
            if (!closing) LOG.error("delivery {} to webhook {}", delivery.id(), delivery.webhook(), failed);
            return;
        } finally {
            busy.remove(delivery.webhook());
        }
        wake();
    }

    /** A delivery that is under way is cut off: it is still due, and the receiver knows it by its id. */
    @Override
    public void close() {
        closing = true;
        rounds.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) LOG.warn("a delivery did not end within 5 s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
