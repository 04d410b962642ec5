package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells how far a pull is, over all layers; now and then, since every word of it is kept with a run. */
final class PullProgress extends ResultCallback.Adapter<PullResponseItem> {
    private static final long PAUSE = Duration.ofSeconds(2).toNanos();

    private final String reference;
    private final Narrator narrator;
    private final Map<String, Long> here = new LinkedHashMap<>();
    private final Map<String, Long> whole = new LinkedHashMap<>();
    private long told = System.nanoTime();

    PullProgress(String reference, Narrator narrator) {
        this.reference = reference;
        this.narrator = narrator;
    }

    @Override
    public void onNext(PullResponseItem item) {
        super.onNext(item);
        var detail = item.getProgressDetail();
        if (item.getId() == null
                || detail == null
                || detail.getCurrent() == null
                || detail.getTotal() == null
                || !"Downloading".equals(item.getStatus())) return;
        here.put(item.getId(), detail.getCurrent());
        whole.put(item.getId(), detail.getTotal());
        if (System.nanoTime() - told < PAUSE) return;
        told = System.nanoTime();
        narrator.progress(new Progress.Underway(
                new Progress.Task(Progress.Work.PULL, reference),
                megabytes(here) + " of " + megabytes(whole) + " MB",
                true));
    }

    private static long megabytes(Map<String, Long> layers) {
        return Math.round(layers.values().stream().mapToLong(Long::longValue).sum() / 1e6);
    }
}
