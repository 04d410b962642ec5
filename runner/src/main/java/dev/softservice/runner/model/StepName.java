package dev.softservice.runner.model;

import dev.softservice.manifest.model.Rung;

/** The phases of a run, in order; each rung of the ladder ends with one of them. */
public enum StepName {
    READ(Rung.VALID),
    PLAN(Rung.VALID),
    BUILD(Rung.BUILDS),
    PROVISION(Rung.PROVISIONS),
    ACCEPT(Rung.ACCEPTED),
    RESILIENCE(Rung.RESILIENT),
    UPGRADE(Rung.UPGRADES),
    RESTORE(Rung.RESTORES);

    private final Rung rung;

    StepName(Rung rung) {
        this.rung = rung;
    }

    /** The rung that is reached when this step, and those before it, held. */
    public Rung rung() {
        return rung;
    }

    /** The number of that rung. */
    public int level() {
        return rung.number();
    }
}
