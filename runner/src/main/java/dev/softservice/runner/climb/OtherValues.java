package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Promises;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A part of rung 5: brings everything up from nothing with other values of parameters, as those do who install it, and runs the tests. A distro that knows its defaults only fails here. */
final class OtherValues {
    private final EnvironmentSwap stage;
    private final Retests retests;
    private final RungRecord record;
    private final String moment;

    /** @param moment see {@link #moment(Map)} */
    OtherValues(EnvironmentSwap stage, Retests retests, RungRecord record, String moment) {
        this.stage = stage;
        this.retests = retests;
        this.record = record;
        this.moment = moment;
    }

    /** {@code with size=large}. */
    static String moment(Map<String, String> values) {
        return "with "
                + values.entrySet().stream()
                        .map(value -> value.getKey() + "=" + value.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** Throws {@code present} away, and ends with {@code plan} up and tested. Returns why it did not hold; empty: it did. */
    List<String> run(Environment present, Plan plan) throws InterruptedException {
        record.progress("bring everything up from nothing " + moment);
        var fresh = stage.afterDestroying(present, plan);
        var trouble = Moments.up(fresh, record.narrator(), moment);
        if (trouble.isEmpty())
            trouble = Promises.broken(fresh, plan.promises()).stream()
                    .map(sentence -> moment + ": " + sentence)
                    .toList();
        if (trouble.isEmpty()) trouble = retests.run(fresh, plan, new Moment(StepName.RESILIENCE, moment));
        return trouble.isEmpty() ? record.lastIncidents(fresh, moment) : trouble;
    }
}
