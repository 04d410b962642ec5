package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.server.run.Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stands where runner and engine are. What comes of a tree is written in the tree, in its file {@code outcome}: {@code pass 4},
 * {@code fail: reason}, {@code unmade: reason} (before anything ran), {@code error: reason}, {@code hang}; {@code suite 3, } before that has a test program hand in so many tests; without that file it passes level 4. With {@code accepted, } before it acceptance passes first, and it is what
 * comes of the deeper rungs; {@code flaky} passes at the second attempt. A part in whose tree the file {@code breaks} names a distro makes that fail, for the
 * reason that follows the name.
 */
public final class OutcomeFileVerifier implements Verifier {
    /** What runs that pass say that they were made of, where their manifest uses nothing. */
    static final Composition.Used USED = new Composition.Used(
            "database", "https://hub.example.org/samples/postgresql", "v15.0.2", "d".repeat(40), "e".repeat(40));

    /** What every run that passes was made of. */
    static final TinyImage IMAGE = TinyImage.of("base", "web");

    private static final String ACCEPTED = "accepted, ";
    private static final Pattern SUITE = Pattern.compile("suite (\\d+), ");
    private static final TestResult PASSED =
            new TestResult("wiki", "the front page answers", TestResult.State.PASSED, 0.1, "", "200 OK");
    private static final TestResult FLAKY = new TestResult(
            "wiki",
            "the front page answers",
            TestResult.State.FLAKY,
            0.1,
            "expected 200, got 503",
            "503 wait",
            TestResult.Moment.ACCEPTANCE,
            "200 OK");
    /** What registries have under a name now, and which names were asked for. */
    final Map<String, String> registry = new ConcurrentHashMap<>();

    final List<String> renewed = new CopyOnWriteArrayList<>();
    /** What was built for runs and is on the engine. */
    public final List<String> images = new ArrayList<>();
    /** How many sweeps find something yet, and one permit for each that was made. */
    final AtomicInteger left = new AtomicInteger();

    /** How often images were written out; whether the engine has any, and whether it breaks off in the middle. */
    final AtomicInteger saves = new AtomicInteger();

    volatile boolean onEngine = true;
    volatile boolean cut;

    final Semaphore sweeps = new Semaphore(0);
    /** How many sweeps fail on the way. */
    final AtomicInteger stuck = new AtomicInteger();

    private final List<RunRequest> requests = new ArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Function<Path, Optional<String>> meddling = _ -> Optional.empty();
    /** What comes of a distro because of the files of its parts. */
    volatile Function<List<Path>, Optional<String>> breaks = _ -> Optional.empty();

    private volatile Composer composer = new Composer(DistroSource.NONE, Optional.empty());

    /** The request ids of everything that was really run. */
    public synchronized List<String> ran() {
        return requests.stream().map(RunRequest::id).toList();
    }

    /** What was asked of the engine's side, in order. */
    public synchronized List<RunRequest> requests() {
        return List.copyOf(requests);
    }

    OutcomeFileVerifier at(Verifier.Place place) {
        composer = place.composer();
        return this;
    }

    /** What the tree's manifest really comes to. */
    private List<Composition.Used> uses(RunRequest request) {
        return composed(request).map(Composer.Whole::resolved).orElse(List.of(USED));
    }

    /** Empty where it uses nothing, or can't be made. */
    private Optional<Composer.Whole> composed(RunRequest request) {
        try {
            var manifest = request.source()
                    .reading()
                    .manifest()
                    .filter(read -> !read.uses().isEmpty());
            return manifest.isPresent()
                            && composer.with(request.candidates())
                                            .compose(
                                                    manifest.get(),
                                                    request.source().folder())
                                    instanceof Composer.Whole whole
                    ? Optional.of(whole)
                    : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What comes of it because of one of its parts. */
    private Optional<String> broken(RunRequest request) {
        return brokenByFile(request)
                .or(() -> composed(request)
                        .flatMap(whole -> breaks.apply(whole.distro().uses().values().stream()
                                .map(part -> part.files())
                                .toList())));
    }

    private Optional<String> brokenByFile(RunRequest request) {
        return composed(request).map(Composer.Whole::distro).stream()
                .flatMap(root -> root.uses().values().stream()
                        .flatMap(part -> lines(part.files().resolve("breaks")))
                        .filter(line -> line.startsWith(root.manifest().name() + " ")))
                .map(line -> "fail: " + line.substring(line.indexOf(' ') + 1))
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What comes of a tree, asked before its own file is; empty: what that says. */
    void meddle(Function<Path, Optional<String>> outcomes) {
        meddling = outcomes;
    }

    public void trouble(String why) {
        trouble = Optional.of(why);
    }

    public void recovered() {
        trouble = Optional.empty();
    }

    /** Returns once a run hangs. */
    public void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    @Override
    public Verdict run(RunRequest request, RunListener listener, Stop stop) {
        synchronized (this) {
            requests.add(request);
        }
        var said = meddling.apply(folder(request)).or(() -> broken(request)).orElseGet(() -> outcome(request));
        var outcome = SUITE.matcher(said).replaceFirst("");
        listener.step(StepName.READ, StepState.RUNNING, Instant.now());
        listener.step(StepName.READ, StepState.PASSED, Instant.now());
        listener.log(new LogLine(Instant.now(), "web", LogLine.Stream.OUT, "hello from " + request.id()));
        boolean deeper = outcome.startsWith(ACCEPTED);
        if (deeper) {
            var accepted = passed(4, PASSED, uses(request));
            accepted.report().tests().forEach(listener::test);
            listener.step(StepName.ACCEPT, StepState.RUNNING, Instant.now());
            listener.step(StepName.ACCEPT, StepState.PASSED, Instant.now());
            listener.accepted(accepted, Instant.now());
        }
        return finish(
                deeper ? outcome.substring(ACCEPTED.length()) : outcome,
                deeper ? StepName.RESILIENCE : StepName.ACCEPT,
                request,
                new Heard(listener, stop));
    }

    private record Heard(RunListener listener, Stop stop) {}

    private Verdict finish(String outcome, StepName step, RunRequest request, Heard heard) {
        var listener = heard.listener();
        if (outcome.equals("hang")) return hang(heard);
        if (outcome.startsWith("error: ")) return new Verdict.Errored(Report.EMPTY, outcome.substring(7));
        if (outcome.startsWith("unmade: "))
            return new Verdict.Failed(Report.EMPTY, List.of(outcome.substring("unmade: ".length())));
        var verdict = outcome.startsWith("fail: ")
                ? failed(outcome.substring(6), step, request)
                : outcome.equals("flaky")
                        ? passed(4, FLAKY, uses(request))
                        : with(suiteOf(request), passed(Integer.parseInt(outcome.substring(5)), PASSED, uses(request)));
        verdict.report().tests().forEach(listener::test);
        listener.step(step, StepState.RUNNING, Instant.now());
        listener.step(step, verdict instanceof Verdict.Passed ? StepState.PASSED : StepState.FAILED, Instant.now());
        listener.verdict(verdict, Instant.now());
        return verdict;
    }

    /** As a test program's report names it. */
    private static TestResult inSuite(int number) {
        return new TestResult("the suite / s", "case " + number, TestResult.State.PASSED, 0.1, "", "");
    }

    private static int suiteOf(RunRequest request) {
        var suite = SUITE.matcher(outcome(request));
        return suite.lookingAt() ? Integer.parseInt(suite.group(1)) : 0;
    }

    private static Verdict.Passed with(int suite, Verdict.Passed passed) {
        var report = passed.report();
        return new Verdict.Passed(new Report(
                report.rungs(),
                report.problems(),
                Stream.concat(report.tests().stream(), IntStream.range(0, suite).mapToObj(OutcomeFileVerifier::inSuite))
                        .toList(),
                report.images(),
                report.bases(),
                report.uses(),
                report.notes(),
                report.architecture(),
                report.engine(),
                report.timeline()));
    }

    private static Verdict.Passed passed(int level, TestResult test, List<Composition.Used> uses) {
        return new Verdict.Passed(new Report(
                Rungs.ofLevel(level),
                List.of(),
                List.of(test),
                Map.of("web", IMAGE.id().text()),
                Map.of("debian:bookworm-slim", "debian@sha256:" + "cd".repeat(32)),
                uses,
                List.of(),
                "amd64",
                "Docker 28.5.1",
                List.of()));
    }

    private Verdict failed(String reason, StepName step, RunRequest request) {
        boolean accepted = step != StepName.ACCEPT;
        var test = accepted
                ? PASSED
                : new TestResult("wiki", "the front page answers", TestResult.State.FAILED, 0.1, reason, "500 no");
        return new Verdict.Failed(
                new Report(
                        Rungs.ofLevel(accepted ? 4 : 3),
                        List.of(),
                        List.of(test),
                        Map.of(),
                        Map.of(),
                        composed(request).map(Composer.Whole::resolved).orElse(List.of()),
                        List.of()),
                List.of(reason, "web | what was printed then"));
    }

    private Verdict hang(Heard heard) {
        hanging.countDown();
        var asked = new CountDownLatch(1);
        try (var _ = heard.stop().onAsked(_ -> asked.countDown())) {
            asked.await();
        } catch (InterruptedException nobodyDoes) {
            throw new IllegalStateException("a run is stopped by asking, not by an interrupt", nobodyDoes);
        }
        heard.listener().step(StepName.READ, StepState.CANCELLED, Instant.now());
        return new Verdict.Cancelled(Report.EMPTY);
    }

    private static Path folder(RunRequest request) {
        try {
            return request.source().folder();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String outcome(RunRequest request) {
        try {
            return Files.readString(request.source().folder().resolve("outcome"))
                    .strip();
        } catch (NoSuchFileException usual) {
            return "pass 4";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Differs with what the manifest comes to; empty where it uses nothing. */
    private String made(RepositoryFiles files, RunRequest request) {
        try {
            var manifest = new ManifestReader()
                    .read(files)
                    .manifest()
                    .filter(read -> !read.uses().isEmpty());
            return manifest.isPresent()
                            && composer.with(request.candidates()).resolve(manifest.get(), files)
                                    instanceof Resolver.Resolved resolved
                    ? Integer.toHexString(resolved.composition().resolved().hashCode())
                    : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public String proofKey(String tree, RepositoryFiles files, RunRequest request) {
        return (made(files, request) + tree + request.level() + "0".repeat(64)).substring(0, 64);
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public int collectImages(Instant madeBefore, java.util.function.Predicate<String> used) {
        int before = images.size();
        images.removeIf(id -> !used.test(id));
        return before - images.size();
    }

    @Override
    public Optional<String> findImage(String reference) {
        return onEngine ? Optional.of(reference) : Optional.empty();
    }

    @Override
    public Optional<String> renewImage(String reference) {
        renewed.add(reference);
        return Optional.ofNullable(registry.get(reference));
    }

    @Override
    public InputStream saveImages(List<String> ids) {
        saves.incrementAndGet();
        assertThat(ids).containsExactly(IMAGE.id().text());
        return new ByteArrayInputStream(cut ? Arrays.copyOf(IMAGE.saved(), 1_000) : IMAGE.saved());
    }

    @Override
    public int sweep(Supplier<Set<String>> live) {
        sweeps.release();
        if (stuck.getAndUpdate(times -> Math.max(0, times - 1)) > 0)
            throw new EngineException("the container engine could not remove the container c1: it does not end");
        return left.getAndUpdate(times -> Math.max(0, times - 1)) > 0 ? 1 : 0;
    }
}
