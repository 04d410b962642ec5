package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan;

/** Where a run's environments stand, one at a time: whichever came last is removed when the run is over. */
public interface Stage {
    /** Takes {@code present} down, its volumes stay; gives the next one, not yet up. */
    Environment afterStopping(Environment present, Plan next) throws InterruptedException;

    /** Takes {@code present} away with its volumes, also where it is down already; gives the next one, not yet up. */
    Environment afterDestroying(Environment present, Plan next) throws InterruptedException;
}
