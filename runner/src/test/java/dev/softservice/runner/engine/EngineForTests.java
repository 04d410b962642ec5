package dev.softservice.runner.engine;

import dev.softservice.runner.testing.Needs;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ensures the engine and the base image once a JVM. Used through {@link NeedsEngine}. */
public final class EngineForTests implements ExecutionCondition {
    private static final FutureTask<EngineSetup.Outcome> SETUP = new FutureTask<>(
            (Callable<EngineSetup.Outcome>) () -> EngineSetup.run(line -> System.out.println("[engine] " + line)));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (outcome()) {
            case EngineSetup.Ready _ -> ConditionEvaluationResult.enabled("a container engine answers");
            case EngineSetup.Missing missing -> {
                if (Needs.isCi()) throw new IllegalStateException("CI has to have an engine: " + missing.remedy());
                yield ConditionEvaluationResult.disabled(missing.remedy());
            }
        };
    }

    private static EngineSetup.Outcome outcome() {
        SETUP.run();
        try {
            return SETUP.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("engine set-up", e);
        }
    }
}
