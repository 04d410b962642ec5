package dev.softservice.runner.model;

import java.util.List;

/**
 * How a run ended. A broken platform is {@link Errored}, never the contributor's fault; being superseded is the hub's word for a
 * {@link Cancelled} run and does not appear here.
 */
public sealed interface Verdict {
    Report report();

    /** Every rung up to {@code report().level()} held. */
    record Passed(Report report) implements Verdict {}

    /** The distro's tests, or its own definition, say no. {@code reasons}: one line each, the most telling first; never empty. */
    record Failed(Report report, List<String> reasons) implements Verdict {}

    /** The platform could not tell. {@code reason}: one line for the operator. */
    record Errored(Report report, String reason) implements Verdict {}

    /** Told to stop before it could tell. */
    record Cancelled(Report report) implements Verdict {}
}
