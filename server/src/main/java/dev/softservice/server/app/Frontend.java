package dev.softservice.server.app;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.forge.HubParts;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitHttp;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.web.Credentials;
import dev.softservice.server.web.Routes;
import dev.softservice.webhooks.http.OutboundRules;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The hub's side to the network, wired by hand: git's endpoint, pages and API on one port, and the mirrors of forges. */
final class Frontend implements AutoCloseable {
    private final Mirrors mirrors;
    private final Web web;

    Frontend(Config config, App app, Clock clock) {
        mirrors = new Mirrors(
                new HubParts(
                        app.database(),
                        app.vault(),
                        app.audit(),
                        app.repositories(),
                        app.git(),
                        app.pulls(),
                        app.proposals(),
                        app.runs(),
                        app.url(),
                        clock),
                rules(config),
                config.quarantine());
        app.feed().listen("forges", mirrors::onRun);
        var clients = config.clients();
        var git = new GitHttp(
                new GitHttp.Hub(
                        app.git(),
                        request -> Optional.ofNullable(request.getHeader("Authorization"))
                                .flatMap(Credentials::token)
                                .flatMap(token -> app.authentication().byToken(token, clients.of(request))),
                        app.repositories()::find,
                        app.proposals(),
                        (repository, by, ref, reason) ->
                                app.audit().record(by, "push.refused", repository.name() + " " + ref, reason)),
                GitLimits.of(config.quarantine()));
        web = new Web(app, config, clock, git::take, mirrors.routes());
    }

    private static OutboundRules rules(Config config) {
        try {
            return OutboundRules.listing(config.forges());
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("--forge: " + malformed.getMessage());
        }
    }

    Routes routes() {
        return web.routes();
    }

    /** Listens; gives the port. An address that is taken is a {@link Refusal}. */
    int start(Config config) {
        try {
            int port = web.start();
            mirrors.start();
            return port;
        } catch (CompletionException failed) {
            close();
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
    }
}
