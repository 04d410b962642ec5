package dev.softservice.runner.step;

import dev.softservice.runner.TestResult;
import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a distro's acceptance tests in its environment, one after the other in the manifest's order. */
public final class Accept {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final String distro;
    private final Environment environment;
    private final Narrator narrator;
    private final Consumer<TestResult> results;

    /**
     * @param distro  the suite that single tests belong to
     * @param results gets each result as soon as it stands
     */
    public Accept(String distro, Environment environment, Narrator narrator, Consumer<TestResult> results) {
        this.distro = distro;
        this.environment = environment;
        this.narrator = narrator;
        this.results = results;
    }

    public Outcome<Integer> run(List<PlannedTest> tests) throws InterruptedException {
        var reasons = new ArrayList<String>();
        int count = 0;
        for (var test : tests) {
            narrator.progress("test " + ++count + "/" + tests.size() + ": " + test.name());
            for (var result : results(test)) {
                results.accept(result);
                if (result.state() == State.FAILED) reasons.add(sentence(result));
            }
        }
        if (count == 0) reasons.add("no tests ran: the manifest has none; add one under tests");
        var fallen = environment.fallen().stream().map(sentence -> sentence + " while the tests ran").toList();
        reasons.addAll(0, fallen);
        return reasons.isEmpty() ? new Outcome.Held<>(count) : new Outcome.Broke<>(reasons);
    }

    private String sentence(TestResult result) {
        var suite = result.suite().equals(distro) ? "" : result.suite() + ": ";
        return "test '" + suite + result.name() + "' failed: " + result.message();
    }

    private List<TestResult> results(PlannedTest test) throws InterruptedException {
        return switch (test) {
            case PlannedTest.Http http -> List.of(probed(http.name(), http.within(), left -> HttpProbe.send(environment, http, left)));
            case PlannedTest.Tcp tcp -> List.of(probed(tcp.name(), tcp.within(), left -> TcpProbe.connect(environment, tcp, left)));
            case PlannedTest.Exec exec -> List.of(probed(exec.name(), exec.within(), left -> ExecProbe.run(environment, exec, left)));
            case PlannedTest.Run run -> RunTest.run(distro, environment, run, narrator);
        };
    }

    private interface Probe {
        /** {@code left}: how long this one attempt may take. */
        Probed attempt(Duration left) throws InterruptedException;
    }

    /** Tries until it passes or its time is over, and at least once. */
    private TestResult probed(String name, Duration within, Probe probe) throws InterruptedException {
        long begin = System.nanoTime();
        long deadline = begin + within.toNanos();
        int attempts = 0;
        for (var pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE) {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            var probed = probe.attempt(within.isZero() ? Probed.PATIENCE : left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
            attempts++;
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (probed.message().isEmpty()) return new TestResult(distro, name, State.PASSED, seconds, "", probed.seen());
            if (System.nanoTime() + pause.toNanos() >= deadline) {
                var tries = attempts == 1 ? "" : " (after " + attempts + " attempts within " + Probed.text(within) + ")";
                return new TestResult(distro, name, State.FAILED, seconds, probed.message() + tries, probed.seen());
            }
            Thread.sleep(pause);
        }
    }
}
