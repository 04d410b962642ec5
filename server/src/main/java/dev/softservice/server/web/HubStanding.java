package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Seen;
import dev.softservice.server.run.Run;
import java.util.Optional;
import java.util.function.Function;

/** Finds roles in this hub's own tables. */
public final class HubStanding implements AccountInPlace {
    private final Access access;
    private final Function<RunId, Optional<Run>> runs;

    public HubStanding(Access access, Function<RunId, Optional<Run>> runs) {
        this.access = access;
        this.runs = runs;
    }

    @Override
    public Account at(Place place, Route route, Bearer bearer) {
        return switch (place) {
            case Place.Hub _ -> bearer.onHub();
            case Place.Namespace namespace -> access.inNamespace(namespace.name(), bearer);
            case Place.Repository repository -> allowed(repository(repository, route, bearer), route);
            case Place.Run run ->
                allowed(
                        runs.apply(run.id())
                                .flatMap(found -> access.see(found.repository(), bearer))
                                .orElseThrow(() -> Refusal.notFound("no run " + run.id() + " here")),
                        route);
        };
    }

    private static Account allowed(Seen seen, Route route) {
        if (seen.repository().isArchived() && route.method().changes() && route.placing() != Route.Placing.EVEN_AT_REST)
            throw Refusal.archived(seen.repository().name().toString());
        return seen.account();
    }

    /** Container engines send their credentials only when they are asked, and follow nowhere. */
    private Seen repository(Place.Repository place, Route route, Bearer bearer) {
        if (route.surface() == Route.Surface.REGISTRY) return access.requireOrAsk(place.name(), bearer);
        var seen = route.placing() == Route.Placing.EVEN_AT_REST
                ? access.requireEvenGoing(place.name(), bearer)
                : access.require(place.name(), bearer);
        if (!seen.repository().name().equals(place.name()))
            throw new Moved(place.name(), seen.repository().name());
        return seen;
    }
}
