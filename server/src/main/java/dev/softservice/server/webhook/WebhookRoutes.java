package dev.softservice.server.webhook;

import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.core.Constants;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.api.Paging;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The API of webhooks and their deliveries. A secret comes out once, when it is made. */
final class WebhookRoutes {
    private static final String PATH = "/api/v1/repos/{owner}/{name}/webhooks";
    private static final String ONE = PATH + "/{id}";
    private static final int LONGEST_URL = 500;

    private final Repositories repositories;
    private final WebhookSetup setup;
    private final Deliveries deliveries;
    private final PublicUrl url;

    WebhookRoutes(Repositories repositories, WebhookSetup setup, Deliveries deliveries, PublicUrl url) {
        this.repositories = repositories;
        this.setup = setup;
        this.deliveries = deliveries;
        this.url = url;
    }

    /** {@code stopped}: why nothing is sent; {@code newSecret}: made just now, shown this once. */
    record Shape(
            long id,
            String url,
            List<String> events,
            boolean active,
            String stopped,
            String by,
            Instant createdAt,
            Optional<String> newSecret) {
        static Shape of(Webhook webhook, Optional<String> newSecret) {
            return new Shape(
                    webhook.id(),
                    webhook.url().toString(),
                    webhook.topics().stream().map(Topic::word).sorted().toList(),
                    webhook.isActive(),
                    webhook.stopped(),
                    webhook.by(),
                    webhook.at(),
                    newSecret);
        }
    }

    /** {@code nextAt}: when it is tried again; empty where it is not. */
    record DeliveryShape(
            long id,
            String message,
            String event,
            String state,
            Instant at,
            int tries,
            Optional<Instant> triedAt,
            Optional<Instant> nextAt,
            String answer,
            String body) {
        static DeliveryShape of(WebhookDelivery delivery) {
            return new DeliveryShape(
                    delivery.id(),
                    delivery.message(),
                    delivery.topic().word(),
                    Constants.word(delivery.state()),
                    delivery.at(),
                    delivery.tries(),
                    delivery.triedAt(),
                    Optional.of(delivery.nextAt()).filter(_ -> delivery.state() == WebhookDelivery.State.WAITING),
                    delivery.answer(),
                    delivery.body());
        }
    }

    List<Route> routes() {
        return List.of(
                Route.api(GET, PATH, MAINTAINER, this::list),
                Route.api(POST, PATH, MAINTAINER, this::add),
                Route.api(GET, ONE, MAINTAINER, this::show),
                Route.api(PUT, ONE, MAINTAINER, this::change),
                Route.api(DELETE, ONE, MAINTAINER, this::remove),
                Route.api(POST, ONE + "/ping", MAINTAINER, this::ping),
                Route.api(GET, ONE + "/deliveries", MAINTAINER, this::sent),
                Route.api(POST, ONE + "/deliveries/{delivery}/redeliver", MAINTAINER, this::again));
    }

    private HostedRepository repository(Call call) {
        return repositories.require(call.repository());
    }

    private Webhook webhook(Call call) {
        return setup.require(repository(call), call.pathNumber("id"));
    }

    private Reply list(Call call) {
        return Reply.json(setup.list(repository(call)).stream()
                .map(webhook -> Shape.of(webhook, Optional.empty()))
                .toList());
    }

    private Reply show(Call call) {
        return Reply.json(Shape.of(webhook(call), Optional.empty()));
    }

    private Reply add(Call call) {
        var json = call.json("url", "events");
        var wish = setup.wish(json.line("url", LONGEST_URL), json.lines("events", 20, 50));
        var made = setup.add(repository(call), wish, call.account());
        return Reply.json(
                201, Shape.of(made.webhook(), Optional.of(made.secret().text())));
    }

    private Reply change(Call call) {
        var json = call.json("url", "events", "active");
        var wish = setup.wish(json.line("url", LONGEST_URL), json.lines("events", 20, 50));
        var changed =
                setup.change(repository(call), call.pathNumber("id"), wish, json.flag("active", true), call.account());
        return Reply.json(Shape.of(changed, Optional.empty()));
    }

    private Reply remove(Call call) {
        setup.remove(repository(call), call.pathNumber("id"), call.account());
        return Reply.nothing();
    }

    private Reply ping(Call call) {
        return Reply.json(202, DeliveryShape.of(deliveries.ping(webhook(call))));
    }

    private Reply sent(Call call) {
        var found = deliveries.list(webhook(call), Paging.before(call), Paging.limit(call));
        return Paging.reply(
                call,
                url,
                found,
                WebhookDelivery::id,
                found.stream().map(DeliveryShape::of).toList());
    }

    private Reply again(Call call) {
        return Reply.json(202, DeliveryShape.of(deliveries.again(webhook(call), call.pathNumber("delivery"))));
    }
}
