package dev.softservice.runner.install;

import dev.softservice.runner.model.Progress;
import java.util.Locale;

/** Tells how many bytes of all have come, and how long the rest will take; a few times a second at most. */
final class FetchProgress {
    private static final Progress.Task TASK = new Progress.Task(Progress.Work.PULL, "the tested images");
    private static final long OFTEN = 200_000_000;
    private static final long FIRST_GUESS = 2_000_000_000;

    private final long all;
    private final Conversation conversation;
    private final long began = System.nanoTime();
    private long here;
    private long told;

    FetchProgress(long all, Conversation conversation) {
        this.all = all;
        this.conversation = conversation;
        tell(began, "0 of " + megabytes(all) + " MB", false);
    }

    synchronized void came(long bytes) {
        here += bytes;
        long now = System.nanoTime();
        if (now - told >= OFTEN) tell(now, megabytes(here) + " of " + megabytes(all) + " MB" + left(now), true);
    }

    private String left(long now) {
        long spent = now - began;
        if (spent < FIRST_GUESS || here <= 0 || here >= all) return "";
        return ", " + Math.max(1, Math.round((double) spent / here * (all - here) / 1e9)) + " s left";
    }

    private void tell(long now, String detail, boolean fleeting) {
        told = now;
        conversation.progress(new Progress.Underway(TASK, detail, fleeting));
    }

    void done() {
        conversation.progress(new Progress.Done(TASK));
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
