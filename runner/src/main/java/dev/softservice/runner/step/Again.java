package dev.softservice.runner.step;

import dev.softservice.runner.TestResult.Moment;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan;
import java.util.List;

/** Runs a plan's acceptance tests again, on a deeper rung. */
public interface Again {
    /** Why they did not all pass, one line each; empty: they did. */
    List<String> run(Environment environment, Plan plan, Moment moment) throws InterruptedException;
}
