package dev.softservice.server.webhook;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Text;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.http.GuardedHttp;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes webhooks, changes and ends them. Refuses what cannot work, with the name of the field. */
final class WebhookSetup {
    private static final int MOST = 20;
    private static final String BY_HAND = "it was stopped by hand";

    private final WebhookTable table;
    private final GuardedHttp http;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    WebhookSetup(WebhookTable table, GuardedHttp http, Audit audit, Clock clock) {
        this.table = table;
        this.http = http;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a maintainer asks for, checked. */
    record Wish(URI url, Set<Topic> topics) {}

    /** {@code secret}: was made just now, and is shown this once. */
    record Made(Webhook webhook, Secret secret) {}

    /** @param events words of topics; none: all of them */
    Wish wish(String url, List<String> events) {
        var address = Text.address("field url", url, http::objection);
        var topics = EnumSet.noneOf(Topic.class);
        for (var word : events)
            topics.add(Topic.named(word)
                    .filter(Topic.choices()::contains)
                    .orElseThrow(() -> Refusal.invalid("field events must name some of "
                            + Topic.choices().stream().map(Topic::word).collect(Collectors.joining(", ")))));
        return new Wish(address, topics.isEmpty() ? EnumSet.copyOf(Topic.choices()) : topics);
    }

    List<Webhook> list(HostedRepository repository) {
        return table.list(repository.id());
    }

    Webhook require(HostedRepository repository, long id) {
        return table.find(id)
                .filter(webhook -> webhook.repository() == repository.id())
                .orElseThrow(() -> Refusal.notFound(repository.name() + " has no webhook " + id));
    }

    Made add(HostedRepository repository, Wish wish, Account by) {
        if (list(repository).size() >= MOST)
            throw Refusal.conflict(repository.name() + " has " + MOST + " webhooks already; remove one first");
        var secret = StandardWebhook.newSecret(random);
        long id = table.write(handle -> {
            audit.record(handle, by, "webhook.add", repository.name().toString(), shown(wish));
            return table.add(handle, repository.id(), wish, new WebhookTable.Added(secret, by.name(), clock.instant()));
        });
        return new Made(require(repository, id), secret);
    }

    /** {@code active}: whether anything is sent. What happens while it is stopped is never told. */
    Webhook change(HostedRepository repository, long id, Wish wish, boolean active, Account by) {
        var before = require(repository, id);
        var stopped = before.isActive() ? BY_HAND : before.stopped();
        var after = new Webhook(
                id,
                before.repository(),
                wish.url(),
                before.secret(),
                wish.topics(),
                before.by(),
                before.at(),
                before.isActive() ? before.since() : clock.instant(),
                active ? "" : stopped);
        return table.write(handle -> {
            audit.record(
                    handle,
                    by,
                    "webhook.change",
                    repository.name() + " " + id,
                    shown(wish) + (active ? "" : " stopped"));
            WebhookTable.change(handle, after);
            return after;
        });
    }

    void remove(HostedRepository repository, long id, Account by) {
        require(repository, id);
        table.write(handle -> {
            audit.record(handle, by, "webhook.remove", repository.name() + " " + id, "");
            WebhookTable.remove(handle, id);
            return true;
        });
    }

    private static String shown(Wish wish) {
        return wish.url() + " " + wish.topics().stream().map(Topic::word).collect(Collectors.joining(" "));
    }
}
