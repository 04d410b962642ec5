package dev.softservice.server.app;

import dev.softservice.server.account.SessionTable;
import dev.softservice.server.review.Timeline;
import dev.softservice.server.review.Waiting;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Metrics;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.WebServer;
import dev.softservice.server.web.api.Api;
import dev.softservice.server.web.page.Site;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The hub's side towards HTTP: git's endpoint, the REST API and the pages, on one port. */
public final class Web implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    private final Metrics metrics;
    private final Routes routes;
    private final WebServer server;

    /** {@code git} looks at requests first; {@code more}: the routes of parts that bring their own. */
    public Web(App app, Config config, Clock clock, StreamingEndpoint git, List<Route> more) {
        metrics = new Metrics(app.runs()::load);
        app.feed().listen("metrics", metrics::onRun);
        var hub = new Hub(
                app.accounts(),
                app.authentication(),
                app.passwords(),
                app.repositories(),
                app.pulls(),
                app.versions(),
                app.comments(),
                app.reviews(),
                new Timeline(app.versions(), app.pulls(), app.runs(), app.comments(), app.reviews()),
                app.followed(),
                new Waiting(app.database(), app.repositories(), app.pulls(), app.versions(), app.reviews()),
                app.runs(),
                app.events(),
                app.releases(),
                app.comparing(),
                app.images(),
                app.catalog(),
                app.git(),
                app.reader(),
                app.url());
        var site = Site.of(
                hub,
                new Sessions(new SessionTable(app.database(), clock), app.vault()::mac),
                clock,
                Stream.concat(Api.routes(hub, metrics.registry()).stream(), more.stream())
                        .toList());
        routes = site.routes();
        server = new WebServer(
                new WebServer.Surroundings(
                        vertx, config.address(), app.url(), app.authentication(), config.clients(), metrics.registry()),
                site,
                git);
    }

    /** Every route that is served, those of other parts included. */
    Routes routes() {
        return routes;
    }

    /** Listens; gives the port. */
    public int start() {
        return server.start();
    }

    /** Lets requests under way finish for some seconds, refusing new ones. */
    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        metrics.close();
    }
}
