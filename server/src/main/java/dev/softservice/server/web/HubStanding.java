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
    public Account at(Place place, Route.Surface surface, Bearer bearer) {
        return switch (place) {
            case Place.Hub _ -> bearer.onHub();
            case Place.Namespace namespace -> access.inNamespace(namespace.name(), bearer);
            case Place.Repository repository ->
                repository(repository, surface, bearer).account();
            case Place.Run run ->
                runs.apply(run.id())
                        .flatMap(found -> access.see(found.repository(), bearer))
                        .orElseThrow(() -> Refusal.notFound("no run " + run.id() + " here"))
                        .account();
        };
    }

    /** Container engines send their credentials only when they are asked. */
    private Seen repository(Place.Repository repository, Route.Surface surface, Bearer bearer) {
        return surface == Route.Surface.REGISTRY
                ? access.requireOrAsk(repository.name(), bearer)
                : access.require(repository.name(), bearer);
    }
}
