package dev.softservice.server.forge;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.webhooks.ApiClient;
import dev.softservice.webhooks.Backoff;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Wires everything about mirrors: the routes that set them up and receive hooks, and the worker that checks the
 * forges.
 */
public final class Mirrors implements AutoCloseable {
    private final GuardedHttp http;
    private final MirrorTable table;
    private final MirrorWorker worker;
    private final MirrorRoutes routes;
    private final HookRoute hooks;
    private final Function<DistroFrame, MirrorPages> pages;
    private final MirrorImport imports;

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
        var clock = hub.clock();
        var forges = new Forges(new ApiClient(http, backoff, clock), clock);
        this.table = new MirrorTable(hub.database(), hub.vault());
        var sync = new MirrorSync(
                hub.git(),
                forges,
                new ForgeFetch(http, maxBytes, clock),
                new MirrorBranches(hub.git(), hub.pulls(), hub.consequences(), table),
                new MirrorPulls(hub.pulls(), hub.consequences(), table));
        var statuses = new MirrorStatuses(hub.pulls(), hub.runs(), table, forges, hub.url());
        var releases = new ReleasePush(
                hub.git(),
                hub.releases(),
                new ReleasePushTable(hub.database()),
                new ForgePush(http, maxBytes, clock),
                clock);
        this.worker =
                new MirrorWorker(hub.repositories(), table, new MirrorWorker.Work(sync, statuses, releases), clock);
        var setup = new MirrorSetup(table, forges, http, hub.audit(), clock);
        this.routes = new MirrorRoutes(hub.repositories(), setup, worker, releases, hub.url());
        var deliveries = new ForgeDeliveryTable(hub.database(), hub.audit(), clock);
        this.hooks = new HookRoute(hub.repositories(), table, deliveries, forges, worker);
        this.imports = new MirrorImport(hub.repositories(), setup, worker);
        this.pages = frame -> new MirrorPages(frame, setup, worker, releases, deliveries);
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
            public Optional<String> troubled(long repository) {
                return MirrorTable.troubled(database, repository);
            }

            @Override
            public Optional<Elsewhere> of(PullKey pull) {
                return MirrorTable.elsewhere(database, pull);
            }
        };
    }

    /** {@code frame}: what every page of a distro has. */
    public List<Route> pages(DistroFrame frame) {
        return pages.apply(frame).routes();
    }

    /** Makes repositories that mirror one. */
    public MirrorImport imports() {
        return imports;
    }

    public List<Route> routes() {
        return Stream.concat(routes.routes().stream(), Stream.of(hooks.route())).toList();
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

    /** Deletes what is kept of a repository's mirror, in the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        MirrorTable.remove(handle, repository);
    }
}
