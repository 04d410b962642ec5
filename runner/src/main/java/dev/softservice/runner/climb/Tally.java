package dev.softservice.runner.climb;

import dev.softservice.runner.model.RungOutcome.Checked;

/** Counts what one rung looks at, so that it can say what it is held on. */
public final class Tally {
    private int services;
    private int tests;
    private int checks;
    private int volumes;
    private long bytes;

    public void services(int more) {
        services += more;
    }

    public void tests(int more) {
        tests += more;
    }

    public void check() {
        checks++;
    }

    /** {@code held}: bytes in the volume. */
    public void volume(long held) {
        volumes++;
        bytes += held;
    }

    public Checked checked() {
        return new Checked(services, tests, checks, volumes, bytes, 0);
    }
}
