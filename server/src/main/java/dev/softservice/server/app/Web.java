package dev.softservice.server.app;

import dev.softservice.server.account.SessionTable;
import dev.softservice.server.web.Authorisation;
import dev.softservice.server.web.Dispatcher;
import dev.softservice.server.web.HubStanding;
import dev.softservice.server.web.ListenAddress;
import dev.softservice.server.web.Metrics;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.TimedGit;
import dev.softservice.server.web.WebServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.stream.Stream;

/** The hub's side towards HTTP: git's endpoint, the REST API and the pages, on one port. */
public final class Web implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    private final Metrics metrics;
    private final Routes routes;
    private final WebServer server;
    private final ListenAddress address;
    private final Clock clock;

    /** {@code git} looks at requests first; {@code more}: the routes of parts that bring their own. */
    public Web(App app, Config.Listening listening, Clock clock, StreamingEndpoint git, MoreRoutes more) {
        metrics = new Metrics(app.runs()::load);
        app.feed().listen("metrics", metrics::onRun);
        var site = PageRoutes.with(
                app,
                new Sessions(new SessionTable(app.database(), clock), app.vault()::mac),
                clock,
                Stream.concat(ApiRoutes.of(app, metrics.registry()).stream(), more.api().stream())
                        .toList(),
                more);
        routes = site.routes();
        var dispatcher = new Dispatcher(
                new Authorisation(
                        app.waysIn().authentication(),
                        new HubStanding(app.access(), app.runs()::find),
                        site.sessions(),
                        app.url()),
                site.looks(),
                listening.clients(),
                metrics.registry());
        server = new WebServer(vertx, new TimedGit(git, metrics.registry()), routes, dispatcher, app.url());
        address = listening.address();
        this.clock = clock;
    }

    /** Every route that is served, those of other parts included. */
    Routes routes() {
        return routes;
    }

    /** Listens; returns the port. */
    public int start() {
        return server.start(address, clock.instant());
    }

    /** Lets requests under way finish for some seconds, refusing new ones. */
    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        metrics.close();
    }
}
