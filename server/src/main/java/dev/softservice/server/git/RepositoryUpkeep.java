package dev.softservice.server.git;

import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.CancelledException;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps repositories quick to fetch from: after a number of pushes, and now and then, it packs a repository anew, with reachability
 * bitmaps, a commit-graph and packed refs. One at a time on one thread of low priority, beside pushes and fetches: a replaced pack stays for
 * an hour, an unreachable object for two weeks.
 */
public final class RepositoryUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryUpkeep.class);
    private static final int PUSHES = 20;
    private static final int PACKS = 20;
    private static final Duration AT_MOST_EVERY =
            Duration.ofMinutes(65); // sooner, the packs that it replaced are still there
    private static final int DELTA_MEMORY = 32 << 20;
    private static final int NOT_DELTIFIED = 8 << 20;

    private final GitStore store;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
            .name("git upkeep")
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .factory());
    private final Map<RepositoryName, Integer> pushes = new ConcurrentHashMap<>();
    private final Map<RepositoryName, Long> tidied = new ConcurrentHashMap<>();
    private final Set<RepositoryName> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /** Starts at once; every repository is looked at once in each {@code interval}. */
    public RepositoryUpkeep(GitStore store, Duration interval) {
        this.store = store;
        store.repositories().whenPushed(this::pushed);
        thread.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pushed(RepositoryName name) {
        if (pushes.merge(name, 1, Integer::sum) >= PUSHES) {
            want(name);
        }
    }

    private void want(RepositoryName name) {
        if (!closing && !recently(name) && waiting.add(name)) {
            thread.execute(() -> {
                waiting.remove(name);
                quietly(name);
            });
        }
    }

    private boolean recently(RepositoryName name) {
        var last = tidied.get(name);
        return last != null && System.nanoTime() - last < AT_MOST_EVERY.toNanos();
    }

    private void look() {
        try {
            for (var name : store.repositories().all()) {
                if (packs(name) > PACKS) {
                    want(name);
                }
            }
        } catch (IOException | RuntimeException broken) {
            LOG.warn("could not look through the repositories", broken);
        }
    }

    private long packs(RepositoryName name) throws IOException {
        var folder = store.repositories().path(name).resolve("objects/pack");
        try (var files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".pack"))
                    .count();
        }
    }

    private void quietly(RepositoryName name) {
        try {
            tidy(name);
        } catch (IOException | RuntimeException broken) {
            if (!closing) {
                LOG.warn("upkeep of {} failed; it is tried again later", name, broken);
            }
        }
    }

    /** Packs the repository now, on the caller's thread. False where it was cut short by {@link #close}. */
    boolean tidy(RepositoryName name) throws IOException {
        tidied.put(name, System.nanoTime());
        pushes.remove(name);
        var repository = store.opened(name);
        var packing = new PackConfig(repository);
        packing.setThreads(1);
        packing.setDeltaSearchMemoryLimit(DELTA_MEMORY);
        packing.setBigFileThreshold(NOT_DELTIFIED);
        var gc = new GC(repository);
        gc.setPackConfig(packing);
        gc.setProgressMonitor(new EmptyProgressMonitor() {
            @Override
            public boolean isCancelled() {
                return closing;
            }
        });
        try {
            gc.gc().get();
            Durability.sync(
                    repository.getObjectsDirectory().toPath().resolve("pack"),
                    repository.getDirectory().toPath());
            return true;
        } catch (CancelledException _) {
            return false;
        } catch (ExecutionException | GitAPIException | ParseException broken) {
            if (closing) {
                return false;
            }
            throw new IOException(broken);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Cuts short what is under way; what it has not finished is as it was. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the upkeep of repositories does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
