package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs a plan's acceptance tests again, on a deeper rung. */
interface Retests {
    /**
     * What came of it.
     *
     * @param incidents what happened to services meanwhile, one line each
     * @param red       why the tests did not all pass, one line each; empty: they did
     * @param failed    those that did not
     */
    record Ran(List<String> incidents, List<String> red, List<PlannedTest> failed) {
        /** Both. */
        List<String> reasons() {
            return Stream.concat(incidents.stream(), red.stream()).toList();
        }
    }

    /** Those of the plan's tests that {@code which} picks. */
    Ran run(Environment environment, Plan plan, Predicate<PlannedTest> which, Moment moment)
            throws InterruptedException;

    /** All of them; returns the reasons. */
    default List<String> run(Environment environment, Plan plan, Moment moment) throws InterruptedException {
        return run(environment, plan, _ -> true, moment).reasons();
    }
}
