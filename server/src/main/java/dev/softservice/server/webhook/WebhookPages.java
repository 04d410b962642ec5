package dev.softservice.server.webhook;

import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.web.page.Heads;
import dev.softservice.server.web.page.PageTemplate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The page of a repository's webhooks: make, try, stop and remove them, and see the last deliveries. */
public final class WebhookPages {
    private static final String PATH = "/{owner}/{name}/webhooks";
    private static final String ONE = PATH + "/{id}";
    private static final int SHOWN = 20;

    /** {@code form}: what was typed, as it was. */
    public record Shown(
            Heads.Head head,
            String href,
            String wrong,
            String secret,
            String url,
            List<Choice> choices,
            List<Receiver> receivers) {}

    /** A topic to choose; {@code chosen}: as it was typed. */
    public record Choice(String word, String sentence, boolean chosen) {}

    /** {@code stopped}: why nothing is sent; empty: it is. */
    public record Receiver(
            long id, String url, String events, String by, Instant at, String stopped, List<Told> told) {}

    /** {@code next}: when it is tried again, or none. */
    public record Told(
            long id, String event, String message, Instant at, String state, String answer, List<Instant> next) {}

    private final DistroFrame frame;
    private final WebhookSetup setup;
    private final Deliveries deliveries;

    WebhookPages(DistroFrame frame, WebhookSetup setup, Deliveries deliveries) {
        this.frame = frame;
        this.setup = setup;
        this.deliveries = deliveries;
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, PATH, MAINTAINER, this::show),
                Route.page(POST, PATH, MAINTAINER, this::add),
                Route.page(POST, ONE + "/ping", MAINTAINER, this::ping),
                Route.page(POST, ONE + "/active", MAINTAINER, this::active),
                Route.page(POST, ONE + "/remove", MAINTAINER, this::remove),
                Route.page(POST, ONE + "/deliveries/{delivery}/redeliver", MAINTAINER, this::again));
    }

    private record Typed(String url, List<String> events, String wrong, String secret) {
        static final Typed NOTHING =
                new Typed("", Topic.choices().stream().map(Topic::word).toList(), "", "");
    }

    private Reply show(Call call) {
        return page(call, frame.repository(call), Typed.NOTHING);
    }

    private Reply add(Call call) {
        var repository = frame.repository(call);
        var url = call.form("url", 500).strip();
        var events = Topic.choices().stream()
                .map(Topic::word)
                .filter(word -> call.form(word, 3).equals("yes"))
                .toList();
        try {
            if (events.isEmpty()) throw Refusal.invalid("choose at least one thing to be told of");
            var made = setup.add(repository, setup.wish(url, events), call.account());
            return page(
                    call,
                    repository,
                    new Typed("", Typed.NOTHING.events(), "", made.secret().text()));
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID && refused.kind() != Refusal.Kind.CONFLICT) throw refused;
            return page(call, repository, new Typed(url, events, refused.getMessage(), ""));
        }
    }

    private Reply ping(Call call) {
        var repository = frame.repository(call);
        deliveries.ping(webhook(call, repository));
        return Reply.redirect(href(repository));
    }

    /** Stops one, or lets it be told again. */
    private Reply active(Call call) {
        var repository = frame.repository(call);
        var webhook = webhook(call, repository);
        setup.change(
                repository,
                webhook.id(),
                new WebhookSetup.Wish(webhook.url(), webhook.topics()),
                call.form("active", 3).equals("yes"),
                call.account());
        return Reply.redirect(href(repository));
    }

    private Reply remove(Call call) {
        var repository = frame.repository(call);
        setup.remove(repository, call.pathNumber("id"), call.account());
        return Reply.redirect(href(repository));
    }

    private Reply again(Call call) {
        var repository = frame.repository(call);
        deliveries.again(webhook(call, repository), call.pathNumber("delivery"));
        return Reply.redirect(href(repository));
    }

    private Webhook webhook(Call call, HostedRepository repository) {
        return setup.require(repository, call.pathNumber("id"));
    }

    private Reply page(Call call, HostedRepository repository, Typed typed) {
        var shown = new Shown(
                frame.head(call, repository, "Webhooks"),
                href(repository),
                typed.wrong(),
                typed.secret(),
                typed.url(),
                Topic.choices().stream()
                        .map(topic -> new Choice(
                                topic.word(), topic.sentence(), typed.events().contains(topic.word())))
                        .toList(),
                setup.list(repository).stream().map(this::receiver).toList());
        int status = typed.wrong().isEmpty() ? 200 : Refusal.Kind.INVALID.status();
        return frame.show(call, status, PageTemplate.WEBHOOKS, "Webhooks · " + repository.name(), shown)
                .with("Cache-Control", "no-store");
    }

    private Receiver receiver(Webhook webhook) {
        return new Receiver(
                webhook.id(),
                webhook.url().toString(),
                webhook.topics().size() == Topic.choices().size()
                        ? "everything"
                        : String.join(
                                ", ",
                                webhook.topics().stream()
                                        .map(Topic::word)
                                        .sorted()
                                        .toList()),
                webhook.by(),
                webhook.at(),
                webhook.stopped(),
                deliveries.list(webhook, 0, SHOWN).stream()
                        .map(WebhookPages::told)
                        .toList());
    }

    private static Told told(WebhookDelivery delivery) {
        var waits = delivery.state() == WebhookDelivery.State.WAITING;
        return new Told(
                delivery.id(),
                delivery.topic().word(),
                delivery.message(),
                delivery.at(),
                switch (delivery.state()) {
                    case WAITING -> delivery.tries() == 0 ? "to be sent" : "tried " + delivery.tries() + " times";
                    case DELIVERED -> "taken";
                    case GIVEN_UP -> "given up";
                },
                delivery.answer(),
                Optional.of(delivery.nextAt()).filter(_ -> waits).stream().toList());
    }

    private static String href(HostedRepository repository) {
        return "/" + repository.name() + "/webhooks";
    }
}
