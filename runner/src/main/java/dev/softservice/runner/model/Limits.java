package dev.softservice.runner.model;

import java.time.Duration;

/**
 * The ceilings of one run. A run that meets one ends with the limit's name.
 *
 * @param total    for the whole run
 * @param build    for all image builds together
 * @param healthy  from a service's start to healthy
 * @param memory   bytes a container
 * @param cpus     cores a container
 * @param pids     processes a container
 * @param disk     bytes that all containers and volumes of the run may hold together, and the image builds of one image; a file counts as at least 4 KiB
 * @param logBytes what is kept of a run's log; the rest is counted and dropped, and sixteen times as much ends the run
 */
public record Limits(
        Duration total,
        Duration build,
        Duration healthy,
        long memory,
        double cpus,
        long pids,
        long disk,
        long logBytes) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofMinutes(60),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            2L << 30,
            2.0,
            2048,
            10L << 30,
            64L << 20);
}
