package dev.softservice.server.forge;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Route;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.Backoff;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** All of mirroring, wired: the routes that set it up and take hooks in, and the worker that looks at forges. */
public final class Mirrors implements AutoCloseable {
    private final GuardedHttp http;
    private final MirrorTable table;
    private final MirrorWorker worker;
    private final MirrorRoutes routes;
    private final HookRoute hooks;

    /**
     * Does nothing yet.
     *
     * @param rules    where forges may be
     * @param maxBytes how much one fetch may bring
     */
    public Mirrors(HubParts hub, OutboundRules rules, long maxBytes) {
        this(hub, new GuardedHttp(rules), Backoff.USUAL, maxBytes);
    }

    Mirrors(HubParts hub, GuardedHttp http, Backoff backoff, long maxBytes) {
        this.http = http;
        Forges forges = new Forges(new ApiClient(http, backoff, hub.clock()), hub.clock());
        this.table = new MirrorTable(hub.database(), hub.vault());
        MirrorSync sync = new MirrorSync(
                hub.git(),
                forges,
                new ForgeFetch(http, maxBytes, hub.clock()),
                new MirrorBranches(hub.git(), hub.pulls(), hub.consequences(), table),
                new MirrorPulls(hub.pulls(), hub.consequences(), table));
        this.worker = new MirrorWorker(
                hub, table, sync, new MirrorStatuses(hub, table, new StatusTable(hub.database()), forges));
        this.routes = new MirrorRoutes(hub, table, forges, http, worker);
        this.hooks = new HookRoute(hub, table, forges, worker);
    }

    /** Version tags that stand at the forge which a repository mirrors, as far as looks have shown. */
    public static List<String> versionTags(Database database, long repository) {
        return MirrorTable.tags(database, repository);
    }

    /** What mirrors have to do with pull requests. */
    public static Elsewhere.Known known(Database database) {
        return new Elsewhere.Known() {
            @Override
            public Optional<String> mirrored(long repository) {
                return MirrorTable.cloneUrl(database, repository);
            }

            @Override
            public Optional<Elsewhere> of(PullKey pull) {
                return MirrorTable.elsewhere(database, pull);
            }
        };
    }

    public List<Route> routes() {
        return List.of(routes.show(), routes.put(), routes.remove(), hooks.route());
    }

    /** Tells the forge of a run's change, where the run's repository mirrors one; returns at once. */
    public void onRun(Run run) {
        worker.changed(run);
    }

    public void start() {
        table.sealAll();
        worker.start();
    }

    /** One round of looking, for those who drive the clock themselves: returns when all that was due has been done. */
    void runDue() throws Exception {
        for (var started : worker.round()) {
            started.get();
        }
    }

    @Override
    public void close() {
        worker.close();
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
