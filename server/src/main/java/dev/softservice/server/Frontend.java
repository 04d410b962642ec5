package dev.softservice.server;

import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitDiff;
import dev.softservice.server.git.GitHttp;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.web.Credentials;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.WebServer;
import dev.softservice.server.web.page.Site;
import dev.softservice.webhooks.http.OutboundRules;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;

/** The hub's side to the network, wired by hand: git's endpoint, pages and API, and the mirrors of forges. */
public final class Frontend implements AutoCloseable {
    private final Vertx vertx;
    private final Mirrors mirrors;
    private final WebServer web;

    public Frontend(Config config, App app, Clock clock) {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        measure(app, meters);
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8))
                .setWorkerPoolSize(4).setInternalBlockingPoolSize(4));
        mirrors = new Mirrors(new dev.softservice.server.forge.Hub(app.database(), app.audit(), app.repositories(), app.git(), app.pulls(),
                app.proposals(), app.runs(), app.url(), clock), OutboundRules.listing(config.forges()), config.quarantine());
        var hub = new dev.softservice.server.web.Hub(app.accounts(), app.repositories(), app.pulls(), app.runs(), app.events(), app.releases(),
                app.catalog(), app.git(), app.reader(), new GitDiff(app.git()), app.url());
        web = new WebServer(new WebServer.Surroundings(vertx, config, app.url(), app.accounts()::authenticate, meters),
                Site.of(hub, meters, clock, mirrors.routes()), git(config, app));
    }

    private static StreamingEndpoint git(Config config, App app) {
        var hub = new GitHttp.Hub(app.git(), header -> Credentials.token(header).flatMap(app.accounts()::authenticate), app.repositories()::find,
                app.proposals(), (repository, by, ref, reason) -> app.audit().record(by, "push.refused", repository.name() + " " + ref, reason));
        return new GitHttp(hub, GitLimits.of(config.quarantine()))::take;
    }

    private static void measure(App app, PrometheusMeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        Gauge.builder("softservice.runs.queued", () -> app.runs().load().queued()).description("runs that wait for a worker").register(meters);
        Gauge.builder("softservice.runs.running", () -> app.runs().load().running()).description("runs at work").register(meters);
    }

    /** Listens; gives the port. A port that is taken is a {@link Refusal}. */
    public int start(Config config) {
        try {
            int port = web.start();
            mirrors.start();
            return port;
        } catch (java.util.concurrent.CompletionException failed) {
            vertx.close();
            var why = failed.getCause() == null ? failed : failed.getCause();
            throw Refusal.conflict("cannot listen on " + config.bind() + ":" + config.port() + ": " + why.getMessage()
                    + "; choose another --port or --bind");
        }
    }

    /** Refuses what is new, lets what is under way finish for a few seconds. */
    @Override
    public void close() {
        mirrors.close();
        web.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
