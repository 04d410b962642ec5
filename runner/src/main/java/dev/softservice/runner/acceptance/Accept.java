package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.Plan.Suite;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs acceptance tests in their environment, one after the other in the manifest's order: those of used distros first, the distro's own last. */
public final class Accept {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int MOST_TRIED_AGAIN = 10;

    private final Environment environment;
    private final Watch watch;
    private final Narrator narrator;
    private final Witness witness;
    private final Consumer<TestResult> results;
    private final List<String> notes = new ArrayList<>();
    private final List<String> excused = new ArrayList<>();
    private final List<String> incidents = new ArrayList<>();
    private final List<PlannedTest> failures = new ArrayList<>();
    private int mostTriedAgain = MOST_TRIED_AGAIN;

    /** With nobody who wants to know what goes on beside the tests. */
    public Accept(Environment environment, Narrator narrator, Consumer<TestResult> results) {
        this(environment, narrator, Witness.NONE, results);
    }

    /** @param results gets each result as soon as it stands */
    public Accept(Environment environment, Narrator narrator, Witness witness, Consumer<TestResult> results) {
        this.environment = environment;
        this.watch = new Watch(environment, excused::add);
        this.narrator = narrator;
        this.witness = witness;
        this.results = results;
    }

    /** How many tests held. The last suite is the distro's own, and an empty one is red: that its parts work says nothing about the whole. */
    public Outcome<Integer> run(List<Suite> suites) throws InterruptedException {
        return run(suites, _ -> true);
    }

    /** As above, of all tests only those that {@code which} picks, and none of them twice. */
    public Outcome<Integer> once(List<Suite> suites, Predicate<PlannedTest> which) throws InterruptedException {
        mostTriedAgain = 0;
        return run(suites, which);
    }

    private Outcome<Integer> run(List<Suite> suites, Predicate<PlannedTest> which) throws InterruptedException {
        var reasons = new ArrayList<String>();
        int total = Math.toIntExact(suites.stream()
                .flatMap(suite -> suite.tests().stream())
                .filter(which)
                .count());
        int count = 0;
        for (var suite : suites) {
            boolean own = suite == suites.getLast();
            var turn = new Turn(suite.name(), own ? "" : suite.name() + " / ", suite.names(), notes::add);
            var failed = new ArrayList<Attempt>();
            for (var test : suite.tests().stream().filter(which).toList()) {
                narrator.progress("test " + ++count + "/" + total + ": " + test.name());
                var attempt = new Attempt(test, results(turn, test));
                if (attempt.failed()) failed.add(attempt);
                else attempt.results().forEach(results);
            }
            for (var attempt : settled(turn, failed)) {
                attempt.results().forEach(results);
                if (attempt.failed()) failures.add(attempt.test());
                attempt.results().stream()
                        .filter(result -> result.state() == State.FAILED)
                        .forEach(result -> reasons.add(sentence(result, own ? suite.name() : "")));
            }
        }
        if (suites.getLast().tests().isEmpty()) reasons.add("no tests ran: the manifest has none; add one under tests");
        incidents.addAll(watch.soFar("while the tests ran"));
        reasons.addAll(0, incidents);
        if (failures.stream().anyMatch(Accept::waits)) reasons.addAll(environment.held());
        return reasons.isEmpty() ? new Outcome.Held<>(count) : new Outcome.Broke<>(reasons);
    }

    private record Attempt(PlannedTest test, List<TestResult> results) {
        boolean failed() {
            return results.stream().anyMatch(result -> result.state() == State.FAILED);
        }
    }

    /**
     * What failed is tried once more when its suite is through. Not where a service has fallen, which is what is wrong then, and not where so much failed that chance
     * is no explanation.
     */
    private List<Attempt> settled(Turn turn, List<Attempt> failed) throws InterruptedException {
        boolean again = !failed.isEmpty() && failed.size() <= mostTriedAgain && !watch.isDown();
        var settled = new ArrayList<Attempt>();
        for (var attempt : failed) {
            if (again)
                narrator.progress(
                        "test again, because it failed: " + attempt.test().name());
            settled.add(
                    again
                            ? new Attempt(
                                    attempt.test(),
                                    new SecondTry(turn.suite(), attempt.test().name())
                                            .of(attempt.results(), results(turn.again(), once(attempt.test()))))
                            : attempt);
        }
        return settled;
    }

    /** Whether time may be what was missing; a test in a container of its own tells by itself. */
    private static boolean waits(PlannedTest test) {
        return switch (test) {
            case PlannedTest.Http http -> !http.within().isZero();
            case PlannedTest.Tcp tcp -> !tcp.within().isZero();
            case PlannedTest.Exec exec -> !exec.within().isZero();
            case PlannedTest.Run _ -> false;
        };
    }

    /** A probe that has had its time already is sent once more, and that is that. */
    private static PlannedTest once(PlannedTest test) {
        return switch (test) {
            case PlannedTest.Http http ->
                new PlannedTest.Http(http.name(), http.request(), http.expect(), Duration.ZERO);
            case PlannedTest.Tcp tcp -> new PlannedTest.Tcp(tcp.name(), tcp.host(), tcp.port(), Duration.ZERO);
            case PlannedTest.Exec exec -> exec;
            case PlannedTest.Run run -> run;
        };
    }

    /** What is odd about the reports that were read and made no test red. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** What has happened to services meanwhile: the first of the reasons why this did not hold. */
    public List<String> incidents() {
        return List.copyOf(incidents);
    }

    /** As above, as far as it is excused. */
    public List<String> excused() {
        return List.copyOf(excused);
    }

    /** The tests that did not hold, at the second try either. */
    public List<PlannedTest> failures() {
        return List.copyOf(failures);
    }

    private static String sentence(TestResult result, String own) {
        var suite = result.suite().equals(own) ? "" : result.suite() + ": ";
        return "test '" + suite + result.name() + "' failed: " + result.message();
    }

    /**
     * Whose test it is.
     *
     * @param suite  what a single test belongs to
     * @param before what the suites of a report's cases begin with
     * @param names  how it calls hosts, where that is not what the network calls them
     * @param notes  gets what is odd about a report
     */
    record Turn(String suite, String before, Map<String, String> names, Consumer<String> notes) {
        /** The second try: what it finds odd was said before. */
        Turn again() {
            return new Turn(suite, before, names, _ -> {});
        }
    }

    private List<TestResult> results(Turn turn, PlannedTest test) throws InterruptedException {
        var talked = new LinkedHashSet<String>();
        var attempt = witness.begin();
        var results = results(turn, test, new SeenFrom(environment, turn.names(), talked));
        var trace = attempt.end(talked, results.stream().anyMatch(result -> result.state() == State.FAILED));
        return results.stream().map(result -> result.with(trace)).toList();
    }

    private List<TestResult> results(Turn turn, PlannedTest test, Environment in) throws InterruptedException {
        return switch (test) {
            case PlannedTest.Http http ->
                List.of(probed(turn, http.name(), http.within(), left -> HttpProbe.send(in, http, left)));
            case PlannedTest.Tcp tcp ->
                List.of(probed(turn, tcp.name(), tcp.within(), left -> TcpProbe.connect(in, tcp, left)));
            case PlannedTest.Exec exec ->
                List.of(probed(turn, exec.name(), exec.within(), left -> ExecProbe.run(in, exec, left)));
            case PlannedTest.Run run -> RunTest.judge(turn, run, in.run(run, narrator));
        };
    }

    private interface Probe {
        /** {@code left}: how long this one attempt may take. */
        Probed attempt(Duration left) throws InterruptedException;
    }

    /** Tries until it passes or its time is over, and at least once. */
    private static TestResult probed(Turn turn, String name, Duration within, Probe probe) throws InterruptedException {
        long begin = System.nanoTime();
        long deadline = begin + within.toNanos();
        int attempts = 0;
        for (var pause = FIRST_PAUSE;
                ;
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE) {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            var probed = probe.attempt(
                    within.isZero()
                            ? Probed.PATIENCE
                            : left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
            attempts++;
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (probed.message().isEmpty())
                return new TestResult(turn.suite(), name, State.PASSED, seconds, "", probed.seen());
            if (System.nanoTime() + pause.toNanos() >= deadline) {
                var tries =
                        attempts == 1 ? "" : " (after " + attempts + " attempts within " + Probed.text(within) + ")";
                return new TestResult(
                                turn.suite(), name, State.FAILED, seconds, probed.message() + tries, probed.seen())
                        .differing(probed.differences());
            }
            Thread.sleep(pause);
        }
    }
}
