package dev.softservice.runner.climb;

import dev.softservice.runner.model.RungOutcome.Checked;

/** Counts what one rung looks at, so that it can say what it is held on. */
final class Tally {
    private int services;
    private int tests;
    private int checks;
    private int volumes;
    private long bytes;

    void services(int more) {
        services += more;
    }

    void tests(int more) {
        tests += more;
    }

    void check() {
        checks++;
    }

    /** {@code held}: bytes in the volume. */
    void volume(long held) {
        volumes++;
        bytes += held;
    }

    Checked checked() {
        return new Checked(services, tests, checks, volumes, bytes, 0);
    }
}
