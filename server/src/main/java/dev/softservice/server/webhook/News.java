package dev.softservice.server.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.server.core.Constants;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullNews;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.PublicUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from the rows what there is to tell, and writes it down as messages. A message says what has happened and where it is read in full. */
final class News {
    /** A release is noted when it is begun, and may be finished that much later, when the disk has room again. */
    private static final Duration LATE_RELEASE = Duration.ofDays(1);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Database database;
    private final Runs runs;
    private final Releases releases;
    private final Repositories repositories;
    private final PublicUrl url;

    News(Database database, Runs runs, Releases releases, Repositories repositories, PublicUrl url) {
        this.database = database;
        this.runs = runs;
        this.releases = releases;
        this.repositories = repositories;
        this.url = url;
    }

    /** One thing that happened. */
    private record Item(long repository, String id, Topic topic, Instant at, Map<String, Object> data) {}

    /** What was noted for whom. */
    record Noted(long webhook, String message) {}

    /** What each of these webhooks is to be told of what happened at {@code since} or later and is not {@code noted} yet, oldest first. */
    List<WebhookDeliveryTable.Addressed> since(Instant since, Collection<Webhook> webhooks, Set<Noted> noted) {
        var wanted = webhooks.stream().map(Webhook::repository).collect(Collectors.toSet());
        var addressed = new ArrayList<WebhookDeliveryTable.Addressed>();
        for (var item : items(since, wanted)) {
            var hearing = webhooks.stream()
                    .filter(webhook -> webhook.repository() == item.repository()
                            && webhook.topics().contains(item.topic())
                            && !item.at().isBefore(webhook.since())
                            && !noted.contains(new Noted(webhook.id(), item.id())))
                    .toList();
            if (hearing.isEmpty()) continue;
            var message = message(item);
            hearing.forEach(webhook -> addressed.add(new WebhookDeliveryTable.Addressed(webhook.id(), message)));
        }
        return List.copyOf(addressed);
    }

    /** What somebody sends to see whether it arrives. */
    WebhookDeliveryTable.Addressed ping(Webhook webhook, Instant now) {
        var item = new Item(
                webhook.repository(),
                "ping-" + webhook.id() + "-" + now.toEpochMilli(),
                Topic.PING,
                now,
                Map.of("webhook", webhook.id()));
        return new WebhookDeliveryTable.Addressed(webhook.id(), message(item));
    }

    private List<Item> items(Instant since, Set<Long> wanted) {
        var items = new ArrayList<Item>();
        for (var news : PullNews.since(database, since)) if (wanted.contains(news.repository())) items.add(item(news));
        for (var run : runs.judgedSince(since))
            if (run.kind().isOwn() && wanted.contains(run.repository())) items.add(item(run));
        var begun = since.minus(LATE_RELEASE);
        for (var release : releases.changedSince(begun)) {
            if (!wanted.contains(release.repository())) continue;
            // One that was yanked of late may have been published long ago.
            if (!release.createdAt().isBefore(begun)) items.add(item(release));
            release.yanked()
                    .filter(yanked -> !yanked.at().isBefore(since))
                    .ifPresent(yanked -> items.add(item(release, yanked)));
        }
        items.sort(Comparator.comparing(Item::at));
        return items;
    }

    private Item item(PullNews news) {
        var topic = switch (news.kind()) {
            case OPENED -> Topic.PULL_OPENED;
            case UPDATED -> Topic.PULL_UPDATED;
            case MERGED -> Topic.PULL_MERGED;
            case CLOSED -> Topic.PULL_CLOSED;
            case REOPENED -> Topic.PULL_REOPENED;
        };
        return new Item(
                news.repository(),
                news.key(),
                topic,
                news.at(),
                Map.of(
                        "pull",
                        Map.of(
                                "number", news.number(),
                                "title", news.title(),
                                "url", page(news.repository(), "/pulls/" + news.number())),
                        "by",
                        news.by()));
    }

    private Item item(Run run) {
        var data = new HashMap<String, Object>(Map.of(
                "id", run.id().value(),
                "kind", Constants.word(run.kind()),
                "ref", run.ref(),
                "commit", run.commit().name(),
                "verdict", Constants.word(run.verdict().orElseThrow()),
                "level", run.level(),
                "reason", run.reason(),
                "url", page(run.repository(), "/runs/" + run.id())));
        run.pull().ifPresent(number -> data.put("pull", number));
        return new Item(
                run.repository(),
                "run-" + run.id() + "-" + run.attempt(),
                Topic.RUN_FINISHED,
                run.verdictAt().orElseThrow(),
                Map.of("run", data));
    }

    private Item item(Release release) {
        return new Item(
                release.repository(),
                "release-" + release.id(),
                Topic.RELEASE_PUBLISHED,
                release.createdAt(),
                Map.of("release", data(release)));
    }

    private Item item(Release release, Release.Yanked yanked) {
        return new Item(
                release.repository(),
                "yank-" + release.id() + "-" + yanked.at().toEpochMilli(),
                Topic.RELEASE_YANKED,
                yanked.at(),
                Map.of("release", data(release), "reason", yanked.reason(), "by", yanked.by()));
    }

    private Map<String, Object> data(Release release) {
        var drops = release.drops().stream()
                .map(gone -> Map.of("volume", gone.name(), "reason", gone.reason()))
                .toList();
        return Map.of(
                "version", release.version(),
                "tag", release.tag(),
                "commit", release.commit().name(),
                "level", release.level(),
                "drops", drops,
                "url", page(release.repository(), "/releases"));
    }

    private String page(long repository, String path) {
        return url.of("/" + repositories.byId(repository).name() + path);
    }

    private WebhookDeliveryTable.Message message(Item item) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", item.topic().word());
        body.put("timestamp", item.at().toString());
        ObjectNode data = body.putObject("data");
        data.put("repository", repositories.byId(item.repository()).name().toString());
        item.data().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> data.set(entry.getKey(), JSON.valueToTree(entry.getValue())));
        try {
            return new WebhookDeliveryTable.Message(item.id(), item.topic(), JSON.writeValueAsString(body), item.at());
        } catch (JsonProcessingException inMemory) {
            throw new IllegalStateException(inMemory);
        }
    }
}
