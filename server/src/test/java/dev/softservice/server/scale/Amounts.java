package dev.softservice.server.scale;

/**
 * How much a hub is filled with.
 *
 * @param results of tests, over all runs
 */
record Amounts(int repositories, int pulls, int comments, int results) {
    static final int RESULTS_A_RUN = 20;
    /** The first repository has every tenth of everything, because no hub is used evenly. */
    static final int BUSY = 10;

    /** The size that the hub is built for, divided. */
    static Amounts divided(int by) {
        return new Amounts(1_000 / by, 10_000 / by, 100_000 / by, 1_000_000 / by);
    }

    int runs() {
        return results / RESULTS_A_RUN;
    }

    /** The repository, from 0, that has the {@code i}th pull request or run. */
    int home(int i) {
        return i % BUSY == 0 ? 0 : 1 + (i - 1 - i / BUSY) % (repositories - 1);
    }
}
