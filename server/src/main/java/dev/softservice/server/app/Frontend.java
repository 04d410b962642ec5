package dev.softservice.server.app;

import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Rounds;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitAccess;
import dev.softservice.server.git.GitHttp;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.mail.MailOffice;
import dev.softservice.server.mail.Mailboxes;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Seen;
import dev.softservice.server.runners.Runners;
import dev.softservice.server.start.SampleImport;
import dev.softservice.server.start.Samples;
import dev.softservice.server.start.StartPages;
import dev.softservice.server.web.ClientAddresses;
import dev.softservice.server.web.Credentials;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.webhook.Webhooks;
import dev.softservice.webhooks.http.OutboundRules;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** The hub's side to the network, wired by hand: git's endpoint, pages and API on one port, the mirrors of forges, and webhooks. */
final class Frontend implements AutoCloseable {
    /** How often it is looked whether the certificate has changed or has to. */
    private static final Duration LOOK = Duration.ofSeconds(60);

    private final Config.Listening listening;
    private final Mirrors mirrors;
    private final Webhooks webhooks;
    private final Optional<MailOffice> mail;
    private final Runners runners;
    private final Web web;
    private final Rounds certificates;

    Frontend(Config config, App app, Clock clock) {
        var outbound = rules(config.incoming());
        mirrors = new Mirrors(
                MirrorParts.of(app, clock), outbound, config.incoming().quarantine());
        app.feed().listen("forges", mirrors::onRun);
        webhooks = new Webhooks(
                new Webhooks.Keeping(app.database(), app.vault(), app.audit(), clock),
                new Webhooks.Sources(app.repositories(), app.runs(), app.releases(), app.url()),
                outbound);
        app.feed().listen("webhooks", _ -> webhooks.wake());
        mail = config.people()
                .mail()
                .map(settings -> new MailOffice(
                        new Mailboxes.Keeping(app.database(), app.vault(), app.audit(), clock),
                        app.waysIn().mailboxes(),
                        new MailOffice.Sources(app.pulls(), app.runs(), app.repositories(), app.access()),
                        app.url()::of,
                        settings));
        mail.ifPresent(office -> {
            app.feed().listen("mail", _ -> office.wake());
            app.waysIn().mailboxes().listen(office::wake);
        });
        runners = new Runners(
                new Runners.Keeping(
                        app.database(), app.audit(), clock, app.folder().hubId()),
                new Runners.Sources(app.workers().elsewhere(), app.git(), app.repositories(), app.distros()),
                app.url());
        listening = config.listening();
        var git = new GitHttp(
                app.git(),
                access(app, listening.clients()),
                app.proposals(),
                (repository, by, ref, reason) ->
                        app.audit().record(by, "push.refused", repository.name() + " " + ref, reason),
                GitLimits.of(config.incoming().quarantine()));
        web = new Web(app, listening, clock, git::take, brought(app, clock, new Parts(mirrors, webhooks, runners)));
        certificates = new Rounds("certificate", LOOK, this::freshenTls);
    }

    private static GitAccess access(App app, ClientAddresses clients) {
        return new GitAccess() {
            @Override
            public Optional<Bearer> authenticate(HttpServerRequest request) {
                return Optional.ofNullable(request.getHeader("Authorization"))
                        .flatMap(Credentials::token)
                        .flatMap(token -> app.waysIn().authentication().byToken(token, clients.of(request)));
            }

            @Override
            public Seen look(RepositoryName name, Bearer bearer) {
                return app.access().requireOrAsk(name, bearer);
            }

            @Override
            public LiveAccess.Watch watch(Bearer bearer, long repository, Role needed, Runnable end) {
                return app.live().watch(bearer, repository, needed, end);
            }
        };
    }

    private record Parts(Mirrors mirrors, Webhooks webhooks, Runners runners) {}

    private static MoreRoutes brought(App app, Clock clock, Parts parts) {
        var samples = new Samples();
        var imports = new SampleImport(
                new SampleImport.Places(app.repositories(), app.git(), app.proposals(), app.runs(), app.releases()),
                clock);
        return new MoreRoutes() {
            @Override
            public List<Route> api() {
                return Stream.of(
                                parts.mirrors().routes(),
                                parts.webhooks().routes(),
                                parts.runners().routes())
                        .flatMap(List::stream)
                        .toList();
            }

            @Override
            public List<Route> pages(DistroFrame frame) {
                return Stream.of(
                                parts.mirrors().pages(frame),
                                new StartPages(
                                                frame,
                                                samples,
                                                imports,
                                                parts.mirrors().imports(),
                                                app.runs())
                                        .routes(),
                                parts.webhooks().pages(frame),
                                parts.runners().pages(frame))
                        .flatMap(List::stream)
                        .toList();
            }
        };
    }

    /** Where the hub may go. A word that is no origin is a {@link Refusal}. */
    static OutboundRules rules(Config.Incoming incoming) {
        try {
            return OutboundRules.listing(incoming.forges());
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("--forge: " + malformed.getMessage());
        }
    }

    Routes routes() {
        return web.routes();
    }

    void freshenTls() {
        web.freshenTls();
    }

    /** Listens; returns the port. An address that is taken is a {@link Refusal}. */
    int start() {
        try {
            int port = web.start();
            mirrors.start();
            webhooks.start();
            // The first round does nothing: the start has just looked after the certificate.
            if (listening.tls().isPresent()) certificates.start(() -> {});
            mail.ifPresent(MailOffice::start);
            runners.start();
            return port;
        } catch (Refusal refusal) {
            close();
            throw refusal;
        } catch (CompletionException failed) {
            close();
            var why = failed.getCause() == null ? failed : failed.getCause();
            throw Refusal.conflict("cannot listen on " + listening.bind() + ":" + listening.port() + ": "
                    + why.getMessage() + "; choose another --port or --bind");
        }
    }

    /** Refuses what is new, lets what is under way finish for a few seconds. */
    @Override
    public void close() {
        certificates.close();
        mail.ifPresent(MailOffice::close);
        runners.close();
        webhooks.close();
        mirrors.close();
        web.close();
    }
}
