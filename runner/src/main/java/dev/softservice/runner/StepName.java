package dev.softservice.runner;

/** The phases of a run, in order; each rung of the ladder ends with one of them. */
public enum StepName {
    READ(1),
    PLAN(1),
    BUILD(2),
    PROVISION(3),
    ACCEPT(4),
    RESILIENCE(5),
    UPGRADE(6),
    RESTORE(7);

    private final int level;

    StepName(int level) {
        this.level = level;
    }

    /** The rung that is reached when this step, and those before it, held. */
    public int level() {
        return level;
    }
}
