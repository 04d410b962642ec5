package dev.softservice.server.webhook;

import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Vault;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;

/** Wires everything about webhooks: the routes and pages that set them up, and the sender. */
public final class Webhooks implements AutoCloseable {
    private final GuardedHttp http;
    private final WebhookSetup setup;
    private final Deliveries deliveries;
    private final Post post;
    private final Repositories repositories;
    private final PublicUrl url;

    /** Where secrets and deliveries are kept, and who reads the clock. */
    public record Keeping(Database database, Vault vault, Audit audit, Clock clock) {}

    /** Where there is something to tell. */
    public record Sources(Repositories repositories, Runs runs, Releases releases, PublicUrl url) {}

    /** Does nothing yet. {@code rules}: where receivers may be. */
    public Webhooks(Keeping keeping, Sources sources, OutboundRules rules) {
        http = new GuardedHttp(rules);
        repositories = sources.repositories();
        url = sources.url();
        var clock = keeping.clock();
        var table = new WebhookTable(keeping.database(), keeping.vault());
        var sent = new WebhookDeliveryTable(keeping.database());
        var news = new News(keeping.database(), sources.runs(), sources.releases(), repositories, url);
        setup = new WebhookSetup(table, http, keeping.audit(), clock);
        post = new Post(table, sent, news, new Sender(table, http, keeping.audit(), clock), clock);
        deliveries = new Deliveries(sent, news, post, clock);
    }

    public List<Route> routes() {
        return new WebhookRoutes(repositories, setup, deliveries, url).routes();
    }

    /** {@code frame}: what every page of a distro has. */
    public List<Route> pages(DistroFrame frame) {
        return new WebhookPages(frame, setup, deliveries).routes();
    }

    /** Something may have happened. */
    public void wake() {
        post.wake();
    }

    public void start() {
        post.start();
    }

    /** One round of looking and sending, for those who drive the clock themselves: returns when all that was due has been tried. */
    void runDue() throws Exception {
        for (var started : post.round()) started.get();
    }

    @Override
    public void close() {
        post.close();
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
