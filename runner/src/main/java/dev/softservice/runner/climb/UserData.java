package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Probed;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.DataPlan.Hook;
import dev.softservice.runner.plan.DataPlan.Saving;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs the commands of {@code data} in an environment that is up, those of used distros first; the first that fails ends it. Each gives its reasons, none: it held. */
final class UserData {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final RungRecord record;
    private final Environment environment;
    private final Narrator narrator;
    private final String moment;

    /** @param moment when that is, for messages; may be empty */
    UserData(RungRecord record, Environment environment, String moment) {
        this.record = record;
        this.environment = environment;
        this.narrator = record.narrator();
        this.moment = moment.isEmpty() ? "" : moment + ": ";
    }

    List<String> seed(List<DataPlan> data) throws InterruptedException {
        return all(data, "seed", DataPlan::seed);
    }

    List<String> check(List<DataPlan> data) throws InterruptedException {
        return all(data, "check", DataPlan::check);
    }

    List<String> backup(List<DataPlan> data) throws InterruptedException {
        return all(data, "backup", one -> one.saving().map(Saving::backup));
    }

    List<String> restore(List<DataPlan> data) throws InterruptedException {
        return all(data, "restore", one -> one.saving().map(Saving::restore));
    }

    private List<String> all(List<DataPlan> data, String key, Function<DataPlan, Optional<Hook>> which)
            throws InterruptedException {
        for (var one : data) {
            var hook = which.apply(one);
            if (hook.isEmpty()) continue;
            var reasons = run((one.path().isEmpty() ? "" : one.title() + ": ") + "data." + key, hook.get());
            if (!reasons.isEmpty()) return reasons;
            if (key.equals("check")) record.tally().check();
        }
        return record.incidents(environment, moment);
    }

    private List<String> run(String name, Hook hook) throws InterruptedException {
        narrator.progress(name + " in " + hook.container());
        var executed = environment.exec(hook.container(), hook.command(), LONGEST);
        narrator.output(name, Stream.OUT, executed.output().getBytes(StandardCharsets.UTF_8));
        narrator.output(name, Stream.OUT, new byte[0]);
        if (executed.exit().isPresent() && executed.exit().get() == 0) return List.of();
        var came = executed.exit()
                .map(code -> "expected " + Probed.excerpt(String.join(" ", hook.command()))
                        + " to exit with 0, it exited with " + code)
                .orElseGet(() -> Probed.excerpt(String.join(" ", hook.command())) + " did not end within its limit of "
                        + LONGEST.toMinutes() + " min");
        var last = executed.output()
                .strip()
                .lines()
                .reduce((_, line) -> line)
                .map(line -> ", saying " + Probed.excerpt(line))
                .orElse("");
        var reasons = new ArrayList<>(Moments.reasons(
                moment + name + " in " + hook.container() + " failed: " + came + last,
                name,
                executed.output().lines().toList()));
        reasons.addAll(Moments.lines(hook.container(), environment.said(hook.container())));
        return reasons;
    }
}
