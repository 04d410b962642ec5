package dev.softservice.server.app;

import dev.softservice.server.account.SessionTable;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.tls.Certificates;
import dev.softservice.server.web.Authorisation;
import dev.softservice.server.web.Dispatcher;
import dev.softservice.server.web.HubStanding;
import dev.softservice.server.web.Metrics;
import dev.softservice.server.web.PlainDoor;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.TimedGit;
import dev.softservice.server.web.WebServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub's side towards HTTP: git's endpoint, the REST API and the pages, on one port. */
public final class Web implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    private final Metrics metrics;
    private final Routes routes;
    private final WebServer server;
    private final Config.Listening listening;
    private final PublicUrl url;
    private final Clock clock;
    private final Optional<Certificates> certificates;
    private volatile FileTime shown = FileTime.fromMillis(0);

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
        this.listening = listening;
        this.url = app.url();
        this.clock = clock;
        certificates = listening
                .acme()
                .map(acme -> new Certificates(
                        acme, listening.tls().orElseThrow().certificate().resolveSibling(""), clock));
    }

    /** Every route that is served, those of other parts included. */
    Routes routes() {
        return routes;
    }

    /** Listens; returns the port. */
    public int start() {
        certificates.ifPresent(each -> {
            new PlainDoor(vertx, each::answer, url)
                    .open(listening.bind(), listening.acme().orElseThrow().port());
            each.require();
        });
        shown = changed();
        return server.start(listening.address(), clock.instant());
    }

    /** Gets a newer certificate where it is time, and shows what is in its files where that has changed. */
    void freshenTls() {
        certificates.ifPresent(Certificates::renew);
        var now = changed();
        if (now.equals(shown)) return;
        shown = now;
        try {
            listening.tls().ifPresent(files -> server.renewed(files, clock.instant()));
            LOG.info("the certificate was read again");
        } catch (Refusal unusable) {
            LOG.error("the certificate has changed, and the old one is shown: {}", unusable.getMessage());
        }
    }

    /** When one of the certificate's files was last written. */
    private FileTime changed() {
        return listening.tls().stream()
                .flatMap(files -> Stream.of(files.certificate(), files.key()))
                .map(Web::written)
                .max(Comparator.naturalOrder())
                .orElse(FileTime.fromMillis(0));
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Lets requests under way finish for some seconds, refusing new ones. */
    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        metrics.close();
    }
}
