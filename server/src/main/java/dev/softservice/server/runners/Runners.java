package dev.softservice.server.runners;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.HubDistros;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.RunsElsewhere;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires everything about runners on other machines: what they ask and tell, and what operators see and do. */
public final class Runners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runners.class);
    private static final long TEND_SECONDS = 5;

    private final RunnerRegistry registry;
    private final HandedOut leases;
    private final RunsElsewhere elsewhere;
    private final LeaseTrees trees;
    private final PublicUrl url;
    private final ScheduledExecutorService tending = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("runners").factory());

    /** Where it is written down who they are and what they have; {@code hub}: this hub's id. */
    public record Keeping(Database database, Audit audit, Clock clock, String hub) {}

    /** What they are given. */
    public record Sources(RunsElsewhere elsewhere, GitStore git, Repositories repositories, HubDistros distros) {}

    /** Does nothing yet. */
    public Runners(Keeping keeping, Sources sources, PublicUrl url) {
        this.registry = new RunnerRegistry(keeping.database(), keeping.audit(), keeping.clock(), keeping.hub());
        this.elsewhere = sources.elsewhere();
        this.leases = new HandedOut(keeping.database(), elsewhere, System::nanoTime);
        this.trees = new LeaseTrees(sources.git(), sources.repositories(), sources.distros());
        this.url = url;
    }

    /** Those for runners, and the operators' API. */
    public List<Route> routes() {
        return java.util.stream.Stream.concat(
                        new RunnerProtocol(registry, leases, elsewhere, trees, () -> url.of("")).routes().stream(),
                        new RunnerApi(this).routes().stream())
                .toList();
    }

    /** {@code frame}: gives pages what all have. */
    public List<Route> pages(DistroFrame frame) {
        return new RunnerPages(frame, this).routes();
    }

    public void start() {
        tending.scheduleWithFixedDelay(this::tend, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
    }

    private void tend() {
        try {
            leases.tend(registry.now());
        } catch (RuntimeException failed) {
            LOG.warn("runners: {}", failed.getMessage());
        }
    }

    /** A token with which one new runner makes itself known. */
    String invite(Account by) {
        return registry.invite(by);
    }

    List<KnownRunner> all() {
        return registry.all();
    }

    /** Which runs each runner has now, by the runner's id. */
    Map<Long, List<Long>> runs() {
        return leases.runs();
    }

    void drain(String name, boolean wanted, Account by) {
        registry.drain(name, wanted, by);
        if (!wanted) elsewhere.wake();
    }

    /** What it has is taken up again at once. */
    void remove(String name, Account by) {
        var runner = registry.require(name);
        by.require(dev.softservice.server.account.Role.ADMIN, "remove runners");
        leases.removed(runner);
        registry.remove(runner, by);
    }

    /** Lets those go that wait for a run. */
    @Override
    public void close() {
        tending.shutdownNow();
        elsewhere.wake();
    }
}
