package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.List;
import java.util.function.Predicate;

/** Runs a plan's acceptance tests again, on a deeper rung. */
public interface Again {
    /**
     * What came of it.
     *
     * @param reasons why they did not all pass, one line each; empty: they did
     * @param failed  those that did not
     */
    record Ran(List<String> reasons, List<PlannedTest> failed) {}

    /** Those of the plan's tests that {@code which} picks. */
    Ran run(Environment environment, Plan plan, Predicate<PlannedTest> which, Moment moment)
            throws InterruptedException;

    /** All of them; gives the reasons. */
    default List<String> run(Environment environment, Plan plan, Moment moment) throws InterruptedException {
        return run(environment, plan, _ -> true, moment).reasons();
    }
}
