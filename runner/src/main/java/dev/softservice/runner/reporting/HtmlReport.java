package dev.softservice.runner.reporting;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.context.MethodValueResolver;
import com.github.jknack.handlebars.io.ClassPathTemplateLoader;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.ShowableText;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * A run as one HTML page that needs nothing else: no script, no font, no address. So it can be attached to a mail, kept, and opened
 * years later. What a stranger's program printed is escaped, bounded, and can't reorder or hide text.
 */
public final class HtmlReport {
    private static final int MOST_TESTS = 5_000;
    private static final int MOST_OUTPUT = 32_768;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH);

    /** {@code kind} names mark and colour. */
    record Page(
            String distro,
            String kind,
            String word,
            String says,
            List<String> reasons,
            List<RungView> rungs,
            List<StepView> steps,
            List<TimelinePicture.View> when,
            Talks.View talks,
            List<ProblemView> problems,
            List<TestView> failed,
            List<TestView> flaky,
            String restCount,
            List<SuiteView> rest,
            List<String> notes,
            List<PairView> facts,
            List<LineView> log) {}

    record RungView(int number, String name, String state, String what) {}

    /** {@code from} and {@code width}: percent of the run's time. */
    record StepView(String name, String state, String from, String width, String took) {}

    record ProblemView(String place, String text) {}

    record TestView(
            String kind,
            String mark,
            String name,
            String place,
            String took,
            String message,
            String output,
            String retry,
            String at,
            List<Compare.View> differences,
            List<SaidBeside.View> beside,
            List<PictureView> pictures) {}

    /** {@code href}: the picture itself. */
    record PictureView(String name, String href) {}

    record SuiteView(String name, List<TestView> tests) {}

    record PairView(String name, String value) {}

    record LineView(String at, String source, String kind, String text) {}

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final FinishedRun run;
    private final Pictures pictures;

    private HtmlReport(FinishedRun run) {
        this.run = run;
        this.pictures = new Pictures(run.attached());
    }

    /** Returns the page. */
    public static String of(FinishedRun run) {
        var context = Context.newBuilder(new HtmlReport(run).page())
                .resolver(MethodValueResolver.INSTANCE)
                .build();
        try {
            return Compiled.TEMPLATE.apply(context);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            context.destroy();
        }
    }

    /** Compiled when the first page is asked for: a run without one does not pay for it. */
    private static final class Compiled {
        static final Template TEMPLATE = template();

        private static Template template() {
            try {
                return new Handlebars(new ClassPathTemplateLoader("/dev/softservice/runner/reporting", ".hbs"))
                        .compile("report");
            } catch (IOException missing) {
                throw new UncheckedIOException("the template of reports", missing);
            }
        }
    }

    private Page page() {
        var report = run.verdict().report();
        var tests = report.tests().stream().limit(MOST_TESTS).toList();
        return new Page(
                shown(run.distro()),
                run.word(),
                run.verdict() instanceof Verdict.Errored ? "could not tell" : run.word(),
                report.rungs().text(),
                run.reasons().stream().map(HtmlReport::shown).toList(),
                rungs(),
                steps(),
                TimelinePicture.of(report).stream().toList(),
                Talks.of(report),
                report.problems().stream()
                        .map(problem -> new ProblemView(
                                problem.path() + ":" + problem.line() + ":" + problem.column(), shown(problem.text())))
                        .toList(),
                views(tests, State.FAILED),
                views(tests, State.FLAKY),
                restCount(tests),
                rest(tests),
                report.notes().stream().map(HtmlReport::shown).toList(),
                facts(),
                run.log().stream()
                        .map(line -> new LineView(
                                line.time()
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalTime()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .format(DateTimeFormatter.ISO_LOCAL_TIME),
                                shown(line.source()),
                                line.stream().name().toLowerCase(Locale.ROOT),
                                shown(line.text())))
                        .toList());
    }

    private List<RungView> rungs() {
        var outcomes = run.verdict().report().rungs();
        return Arrays.stream(Rung.values())
                .map(rung -> switch (outcomes.of(rung)) {
                    case RungOutcome.Held held ->
                        new RungView(
                                rung.number(),
                                rung.title(),
                                "held",
                                held.checked().text());
                    case RungOutcome.Failed _ -> new RungView(rung.number(), rung.title(), "failed", "");
                    case RungOutcome.NotApplicable not ->
                        new RungView(
                                rung.number(),
                                rung.title(),
                                "not applicable",
                                not.reason().sentence());
                    case RungOutcome.NotRun _ -> new RungView(rung.number(), rung.title(), "not run", "");
                })
                .toList();
    }

    private List<StepView> steps() {
        double whole =
                Math.max(1, Duration.between(run.startedAt(), run.finishedAt()).toMillis());
        return run.steps().stream()
                .map(step -> {
                    var end = step.finishedAt().orElse(run.finishedAt());
                    return new StepView(
                            step.name().name().toLowerCase(Locale.ROOT),
                            state(step.state()),
                            percent(Duration.between(run.startedAt(), step.startedAt()), whole),
                            percent(Duration.between(step.startedAt(), end), whole),
                            seconds(Duration.between(step.startedAt(), end).toMillis() / 1000.0));
                })
                .toList();
    }

    private static String state(StepState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String percent(Duration part, double whole) {
        return String.format(Locale.ROOT, "%.2f", Math.clamp(100 * part.toMillis() / whole, 0, 100));
    }

    private List<TestView> views(List<TestResult> tests, State state) {
        return tests.stream()
                .filter(test -> test.state() == state)
                .map(this::view)
                .toList();
    }

    private static boolean needsNoLook(TestResult test) {
        return test.state() == State.PASSED || test.state() == State.SKIPPED;
    }

    private List<SuiteView> rest(List<TestResult> tests) {
        var suites = new LinkedHashMap<String, List<TestView>>();
        for (var test : tests) {
            if (needsNoLook(test))
                suites.computeIfAbsent(shown(test.place()), _ -> new ArrayList<>())
                        .add(view(test));
        }
        return suites.entrySet().stream()
                .map(suite -> new SuiteView(suite.getKey(), suite.getValue()))
                .toList();
    }

    private String restCount(List<TestResult> tests) {
        var passed = tests.stream().filter(test -> test.state() == State.PASSED).count();
        var skipped =
                tests.stream().filter(test -> test.state() == State.SKIPPED).count();
        int left = run.verdict().report().tests().size() - tests.size();
        return passed + " passed" + (skipped > 0 ? ", " + skipped + " skipped" : "")
                + (left > 0 ? "; " + left + " more tests are not listed here" : "");
    }

    private static String at(TestResult test) {
        var trace = test.trace();
        return trace.known()
                ? CLOCK.format(Instant.ofEpochMilli(trace.startMillis())) + " to "
                        + CLOCK.format(Instant.ofEpochMilli(trace.endMillis())) + " UTC"
                : "";
    }

    private TestView view(TestResult test) {
        var kind = test.state().name().toLowerCase(Locale.ROOT);
        var mark = switch (test.state()) {
            case PASSED -> "✓";
            case FAILED -> "✗";
            case SKIPPED -> "–";
            case FLAKY -> "~";
        };
        return new TestView(
                kind,
                mark,
                shown(test.name()),
                shown(test.place()),
                test.seconds() == 0 ? "" : seconds(test.seconds()),
                shown(test.message()),
                bounded(test.output()),
                bounded(test.retry()),
                at(test),
                test.differences().stream().map(Compare::of).toList(),
                SaidBeside.of(test.trace()),
                pictures.of(test));
    }

    private List<PairView> facts() {
        var report = run.verdict().report();
        var facts = new ArrayList<PairView>();
        facts.add(new PairView("started", MOMENT.format(run.startedAt().atZone(ZoneOffset.UTC))));
        facts.add(new PairView("took", seconds(run.seconds())));
        if (!report.engine().isEmpty()) facts.add(new PairView("engine", shown(report.engine())));
        if (!report.architecture().isEmpty()) facts.add(new PairView("architecture", shown(report.architecture())));
        report.uses()
                .forEach(used -> facts.add(new PairView(
                        "uses " + shown(used.path()), shown(used.distro() + " " + used.tag() + " " + used.commit()))));
        report.images()
                .forEach((service, image) -> facts.add(new PairView("image of " + shown(service), shown(image))));
        return facts;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }

    private static String bounded(String output) {
        return shown(
                output.length() <= MOST_OUTPUT
                        ? output
                        : output.substring(0, MOST_OUTPUT) + "\n… " + (output.length() - MOST_OUTPUT)
                                + " more characters");
    }

    private static String shown(String text) {
        return ShowableText.of(text);
    }
}
