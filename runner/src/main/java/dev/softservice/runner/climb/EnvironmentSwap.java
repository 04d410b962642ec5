package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan;

/** Where a run's environments stand, one at a time: whichever came last is removed when the run is over. */
interface EnvironmentSwap {
    /** See {@link dev.softservice.runner.engine.Engine#publishes}. */
    boolean publishes();

    /** Takes {@code present} down, its volumes stay; returns the next one, not yet up. */
    Environment afterStopping(Environment present, Plan next) throws InterruptedException;

    /** Takes {@code present} away with its volumes, also where it is down already; returns the next one, not yet up. */
    Environment afterDestroying(Environment present, Plan next) throws InterruptedException;
}
