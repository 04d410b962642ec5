package dev.softservice.runner.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Keeps a server from costing more than its bounds: endless downloads, one byte a minute, packs that never end. */
final class FetchLimits extends EmptyProgressMonitor {
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path folder;
    private final DistroRepository.Bounds bounds;
    private final long began = System.nanoTime();
    private final long bytesBefore;
    private long looked = began;
    private volatile boolean over;

    FetchLimits(Path folder, DistroRepository.Bounds bounds) {
        this.folder = folder;
        this.bounds = bounds;
        this.bytesBefore = size();
    }

    /** Returns what {@code work} gives, in what is left of the total time. */
    <T> T within(Callable<T> work) throws IOException {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().name("fetch").start(task);
        try {
            var result =
                    task.get(Math.max(1, bounds.total().toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
            if (size() - bytesBefore > bounds.bytes()) throw tooMuch();
            return result;
        } catch (TimeoutException slow) {
            over = true;
            task.cancel(true);
            throw InstallRefusal.unreachable(
                    "the hub took longer than " + bounds.total().toSeconds() + " s: try again when it is less busy");
        } catch (InterruptedException interrupted) {
            over = true;
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        } catch (ExecutionException failed) {
            if (over) throw tooMuch();
            switch (failed.getCause()) {
                case IOException io -> throw io;
                case RuntimeException fault -> throw fault;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        }
    }

    private InstallRefusal tooMuch() {
        return InstallRefusal.unreachable(
                "the hub sent more than " + (bounds.bytes() >> 20) + " MiB: this is more than a distro may have");
    }

    @Override
    public boolean isCancelled() {
        long now = System.nanoTime();
        if (!over && now - looked > LOOK_EVERY) {
            looked = now;
            over = size() - bytesBefore > bounds.bytes();
        }
        return over;
    }

    private long size() {
        var objects = folder.resolve("objects");
        try (var files = Files.walk(objects)) {
            return files.mapToLong(FetchLimits::sizeOf).sum();
        } catch (IOException | UncheckedIOException movedMeanwhile) {
            return 0;
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
