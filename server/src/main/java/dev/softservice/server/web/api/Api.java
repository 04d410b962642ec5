package dev.softservice.server.web.api;

import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;

/** Every route of the REST API; {@code openapi/openapi.json} describes the same ones. */
public final class Api {
    private Api() {}

    public static List<Route> routes(Hub hub, PrometheusMeterRegistry meters) {
        return Stream.of(
                        new RepositoryApi(hub).routes(),
                        new PullApi(hub).routes(),
                        new VersionApi(hub).routes(),
                        new TalkApi(hub).routes(),
                        new RunApi(hub).routes(),
                        new StatusApi(hub).routes(),
                        new AccountApi(hub).routes(),
                        new RegistryApi(hub).routes(),
                        new SystemApi(hub, meters).routes())
                .flatMap(List::stream)
                .toList();
    }
}
