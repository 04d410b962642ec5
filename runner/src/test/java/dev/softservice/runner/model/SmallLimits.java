package dev.softservice.runner.model;

import java.time.Duration;

/** Limits that a run of a test meets soon: a minute for each part of it, one processor, 256 MiB, a mebibyte of log. */
public final class SmallLimits {
    private Duration build = Duration.ofMinutes(1);
    private Duration healthy = Duration.ofMinutes(1);
    private final Duration total;
    private long memory = 256L << 20;
    private double cpus = 1;
    private long pids = 128;
    private long disk = 1L << 30;

    private SmallLimits(Duration total) {
        this.total = total;
    }

    public static SmallLimits within(Duration total) {
        return new SmallLimits(total);
    }

    public SmallLimits building(Duration limit) {
        build = limit;
        return this;
    }

    public SmallLimits healthy(Duration limit) {
        healthy = limit;
        return this;
    }

    public SmallLimits memory(long bytes) {
        memory = bytes;
        return this;
    }

    public SmallLimits cpus(double cores) {
        cpus = cores;
        return this;
    }

    public SmallLimits pids(long processes) {
        pids = processes;
        return this;
    }

    public SmallLimits disk(long bytes) {
        disk = bytes;
        return this;
    }

    public Limits limits() {
        return new Limits(total, build, healthy, memory, cpus, pids, disk, 1 << 20);
    }
}
