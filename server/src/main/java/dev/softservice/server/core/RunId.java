package dev.softservice.server.core;

/** A run's id, from 1; newer runs have higher ones. Reads as the number. */
public record RunId(long value) implements Comparable<RunId> {
    public RunId {
        if (value < 1) throw new IllegalArgumentException("run id " + value);
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
