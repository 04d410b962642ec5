package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Outcome;
import java.util.ArrayList;

/** Brings the environment up, from nothing to healthy. */
public final class Provision {
    private static final int LINES = 10;

    private Provision() {}

    public static Outcome<Environment> run(Environment environment, Narrator narrator) throws InterruptedException {
        return switch (environment.up(narrator)) {
            case Environment.Healthy _ -> new Outcome.Held<>(environment);
            case Environment.Unhealthy trouble -> {
                var reasons = new ArrayList<String>();
                reasons.add(trouble.reason());
                trouble.tail().stream()
                        .skip(Math.max(0, trouble.tail().size() - LINES))
                        .forEach(line -> reasons.add(trouble.container() + " | " + line));
                yield new Outcome.Broke<>(reasons);
            }
        };
    }
}
