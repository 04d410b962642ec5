package dev.softservice.server.forge;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.webhooks.Delivery;
import dev.softservice.webhooks.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address that forges deliver to. Open to everybody: the signature over the raw bytes is what counts. */
final class HookRoute {
    static final String PATH = "/api/v1/hooks/{owner}/{name}";
    private static final Logger LOG = LoggerFactory.getLogger(HookRoute.class);

    private final Repositories repositories;
    private final MirrorTable mirrors;
    private final ForgeDeliveryTable deliveries;
    private final Forges forges;
    private final MirrorWorker worker;

    HookRoute(
            Repositories repositories,
            MirrorTable mirrors,
            ForgeDeliveryTable deliveries,
            Forges forges,
            MirrorWorker worker) {
        this.repositories = repositories;
        this.mirrors = mirrors;
        this.deliveries = deliveries;
        this.forges = forges;
        this.worker = worker;
    }

    Route route() {
        return Route.api(Route.Method.POST, PATH, Role.ANONYMOUS, this::take)
                .taking(Delivery.MAX_BYTES, this::mirror)
                .provenByBody();
    }

    /** A repository that is not here is refused before its delivery is read. */
    private Mirror mirror(Call call) {
        RepositoryName name = call.repository();
        return repositories
                .find(name)
                .flatMap(repository -> mirrors.find(repository.id()))
                .orElseThrow(() -> none(name));
    }

    private static Refusal none(RepositoryName name) {
        return Refusal.notFound("no mirror " + name + " here; set it up before its hook");
    }

    /** {@code look}: whether the hub will look at the forge because of this delivery. */
    record Taken(String delivery, String event, boolean look) {}

    /** Answers as soon as the hint is durable; looking at the forge comes after. */
    private Reply take(Call call) {
        RepositoryName name = call.repository();
        Mirror mirror = mirror(call);
        var delivery = new Delivery(call.headers(), call.body());
        return switch (forges.of(mirror.settings().kind())
                .receive(delivery, mirror.settings().secret())) {
            case Receipt.Refused refused -> {
                LOG.info("hook of {} from {}: {}", name, call.remote(), refused.text());
                // A client that cannot sign is not told that a private one is here.
                if (repositories.require(name).isPrivate()) throw none(name);
                throw Refusal.of(
                        switch (refused.reason()) {
                            case TOO_LARGE -> Refusal.Kind.TOO_LARGE;
                            case UNSIGNED, FORGED -> Refusal.Kind.UNAUTHENTICATED;
                            case UNREADABLE -> Refusal.Kind.INVALID;
                        },
                        refused.text());
            }
            case Receipt.Accepted accepted -> {
                boolean look = deliveries.record(mirror, name.toString(), accepted);
                if (look) {
                    worker.wake();
                }
                yield Reply.json(202, new Taken(accepted.id(), ForgeDeliveryTable.word(accepted.event()), look));
            }
        };
    }
}
