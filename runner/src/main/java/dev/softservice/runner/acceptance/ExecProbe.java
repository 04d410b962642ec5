package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.List;

/** Runs a command in a service once. */
final class ExecProbe {
    private ExecProbe() {}

    static Probed run(Environment environment, PlannedTest.Exec test, Duration left) throws InterruptedException {
        var command = String.join(" ", test.command());
        var limit = test.within().isZero() ? Duration.ofMinutes(10) : left;
        var executed = environment.exec(test.container(), test.command(), limit);
        if (executed.exit().isEmpty())
            return new Probed(
                    Probed.excerpt(command) + " in " + test.container() + " did not end within " + Probed.text(limit),
                    executed.output());
        int exit = executed.exit().get();
        if (exit != test.expect().exit()) {
            return new Probed(
                    "expected " + Probed.excerpt(command) + " in " + test.container() + " to exit with "
                            + test.expect().exit() + ", it exited with " + exit + " saying "
                            + Probed.excerpt(lastLine(executed.output())),
                    executed.output(),
                    List.of(new Difference(
                            "exit code", Integer.toString(test.expect().exit()), Integer.toString(exit))));
        }
        return TextMatch.fault(
                        "the output of " + Probed.excerpt(command),
                        executed.output(),
                        test.expect().contains(),
                        test.expect().matches())
                .map(fault -> new Probed(
                        fault.sentence(),
                        executed.output(),
                        fault.difference().stream().toList()))
                .orElseGet(() -> Probed.passed(executed.output()));
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce((_, line) -> line).orElse("");
    }
}
