package dev.softservice.server.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.RunNews;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.TestNews;
import dev.softservice.server.run.Wait;
import dev.softservice.server.web.Text;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A run's report at a glance: one verdict, one sentence, and the failures first. */
public final class Reports {
    private static final int MOST_FAILED = 200;
    private static final int MOST_LINES = 40;

    /** {@code kind} names mark and colour. */
    record Verdict(String kind, String word) {}

    record Reused(long id, String href) {}

    /**
     * One test.
     *
     * @param retry   what a flaky test printed when it passed
     * @param news    {@code new} or {@code as before} of a failed one, compared with an earlier run; else empty
     * @param history where its last runs are listed; empty where nobody asks
     * @param beside  what else there is to see of it
     */
    record TestView(
            String kind,
            String name,
            String suite,
            String seconds,
            String message,
            String output,
            String retry,
            boolean open,
            List<FileView> files,
            String news,
            String history,
            TestBeside beside) {
        TestView with(String news, String history) {
            return new TestView(kind, name, suite, seconds, message, output, retry, open, files, news, history, beside);
        }
    }

    /** What is new since the run at {@code href}, in words, and by name what cannot be seen among this run's tests. */
    record NewsView(long run, String href, String words, List<String> fixed, List<String> gone) {}

    /** A file that a test attached and that is kept as {@code file}; {@code called}: as the test called it; {@code picture}: by its name it can be shown. */
    record FileView(String file, String called, String size, boolean picture) {}

    /** What end users would be asked beyond what stable asks; {@code than} is stable's tag, empty before the first release. */
    record AskedView(String than, List<String> more, List<String> less) {}

    record ProblemView(String place, String text) {}

    /**
     * Where the run is on the ladder.
     *
     * @param moment  what was printed when it failed
     * @param against its level beside that of stable; empty while it has no verdict
     * @param spent   where the time went; empty where nothing took long
     */
    record Climb(Ladder.Level level, List<Ladder.RungView> rungs, List<String> moment, String against, String spent) {}

    /** What a run's tests came to, as far as it has to be seen at once. */
    record Tests(
            String counts,
            List<NewsView> news,
            List<TestView> failed,
            String failedCount,
            List<TestView> flaky,
            String flakyCount) {}

    /** {@code after}: the last of the run's events that is drawn here; what follows comes live. */
    record Report(
            long id,
            String href,
            Verdict verdict,
            boolean live,
            long after,
            String sentence,
            Climb climb,
            Tests tests,
            String took,
            List<Reused> reused,
            List<ProblemView> problems,
            List<AskedView> asked,
            List<String> notes) {}

    /** One run in a list. */
    record Line(
            long id,
            String href,
            String subject,
            Verdict verdict,
            Ladder.Level level,
            String tests,
            String took,
            String reason,
            Instant queuedAt) {}

    private final Runs runs;
    private final RunEvents events;
    private final Comparing comparing;
    private final RunNews news;
    private final Clock clock;

    public Reports(Runs runs, RunEvents events, Comparing comparing, RunNews news, Clock clock) {
        this.runs = runs;
        this.events = events;
        this.comparing = comparing;
        this.news = news;
        this.clock = clock;
    }

    /** What a run has written down so far, and the tests that there are so far; nothing of a run that has not begun. */
    record Read(dev.softservice.runner.model.Report report, List<TestResult> tests) {}

    Read read(Run run) {
        boolean written = run.verdict().isPresent() || run.isClimbing();
        boolean tested = run.verdict().isPresent() || run.state() == Run.State.RUNNING;
        var report = written ? runs.report(run.id()) : dev.softservice.runner.model.Report.EMPTY;
        if (!tested) return new Read(report, List.of());
        return new Read(report, written ? runs.tests(run.id(), report) : runs.tests(run.id()));
    }

    Report of(Run run, HostedRepository hosted) {
        return of(run, hosted, read(run));
    }

    /** {@code read}: as {@link #read} returns it, so that files are read once. */
    Report of(Run run, HostedRepository hosted, Read read) {
        var repository = hosted.name();
        var report = read.report();
        var tests = read.tests();
        var problems = report.problems().stream()
                .limit(MOST_FAILED)
                .map(problem -> new ProblemView(
                        problem.path() + ":" + problem.line() + ":" + problem.column(), Text.showable(problem.text())))
                .toList();
        var found = news.of(hosted, run, tests);
        var reused = run.reusedFrom().stream()
                .map(proven -> new Reused(proven.value(), href(repository, proven)))
                .toList();
        var climb = new Climb(
                Ladder.level(run.rungs()),
                Ladder.rungs(run),
                problems.isEmpty() ? moment(run) : List.of(),
                against(run),
                RunSteps.spent(run));
        return new Report(
                run.id().value(),
                href(repository, run.id()),
                verdict(run),
                run.verdict().isEmpty(),
                events.position(run.id()),
                sentence(run),
                climb,
                new Tests(
                        counts(run.tests()),
                        found.filter(each -> !each.isQuiet()).map(each -> view(each, repository)).stream()
                                .toList(),
                        views(repository, tests, TestResult.State.FAILED, found),
                        count(tests, TestResult.State.FAILED, "failing test"),
                        views(repository, tests, TestResult.State.FLAKY, found),
                        count(tests, TestResult.State.FLAKY, "flaky test")),
                took(run),
                reused,
                others(problems, run),
                asked(run),
                report.notes());
    }

    private List<String> moment(Run run) {
        return runs.reasons(run).stream()
                .skip(1)
                .limit(MOST_LINES)
                .map(Text::showable)
                .toList();
    }

    /** Those that the run's one sentence has not told already. */
    private static List<ProblemView> others(List<ProblemView> problems, Run run) {
        var told = Text.showable(run.reason());
        return problems.stream()
                .filter(problem -> !told.startsWith(problem.place() + " ") || !told.contains(problem.text()))
                .toList();
    }

    private String against(Run run) {
        if (run.verdict().filter(RunSteps::isJudged).isEmpty()) return "";
        var level = "Level " + run.level();
        return comparing
                .stable(run)
                .map(stable -> run.level() == stable.level()
                        ? level + ", as stable " + stable.tag() + " has"
                        : level + "; stable " + stable.tag() + " has level " + stable.level())
                .orElse(level + "; there is no stable release yet");
    }

    private static NewsView view(TestNews news, RepositoryName repository) {
        var parts = new ArrayList<String>();
        if (!news.newlyFailing().isEmpty()) parts.add(news.newlyFailing().size() + " newly failing");
        if (!news.stillFailing().isEmpty()) parts.add(news.stillFailing().size() + " failing as before");
        if (!news.fixed().isEmpty()) parts.add(news.fixed().size() + " fixed");
        if (!news.flaky().isEmpty()) parts.add(news.flaky().size() + " flaky");
        if (!news.gone().isEmpty()) parts.add(news.gone().size() + " gone");
        return new NewsView(
                news.before().value(),
                href(repository, news.before()),
                String.join(", ", parts),
                names(news.fixed()),
                names(news.gone()));
    }

    private static List<String> names(List<TestNews.Test> tests) {
        return tests.stream()
                .limit(MOST_LINES)
                .map(test -> Text.showable(test.name()))
                .toList();
    }

    private static String told(TestResult test, Optional<TestNews> news) {
        if (test.state() != TestResult.State.FAILED || news.isEmpty()) return "";
        return news.get().newlyFailing().contains(TestNews.Test.of(test)) ? "new" : "as before";
    }

    /** Where the last runs of a test are listed. */
    static String history(RepositoryName repository, TestResult test) {
        return "/" + repository + "/tests?suite=" + URLEncoder.encode(test.suite(), UTF_8) + "&name="
                + URLEncoder.encode(test.name(), UTF_8);
    }

    private static List<TestView> views(
            RepositoryName repository, List<TestResult> tests, TestResult.State state, Optional<TestNews> news) {
        var those = tests.stream()
                .filter(test -> test.state() == state)
                .limit(MOST_FAILED)
                .toList();
        return IntStream.range(0, those.size())
                .mapToObj(i -> test(those.get(i), i == 0 && state == TestResult.State.FAILED)
                        .with(told(those.get(i), news), history(repository, those.get(i))))
                .toList();
    }

    private static String count(List<TestResult> tests, TestResult.State state, String noun) {
        return Words.count(tests.stream().filter(test -> test.state() == state).count(), noun);
    }

    private List<AskedView> asked(Run run) {
        var asked = comparing.asked(run);
        return asked.isSame()
                ? List.of()
                : List.of(new AskedView(
                        asked.than().orElse(""),
                        asked.more().stream().map(Text::showable).toList(),
                        asked.less().stream().map(Text::showable).toList()));
    }

    /** The newest runs of one commit. */
    List<Line> checks(HostedRepository repository, Sha commit, int most) {
        return runs.own(repository, Optional.of(commit), most).stream()
                .map(run -> line(run, repository.name()))
                .toList();
    }

    /** The newest run of a repository, where it has not ended. */
    List<Line> open(HostedRepository repository) {
        return runs.own(repository, Optional.empty(), 1).stream()
                .filter(run -> run.state() != Run.State.FINISHED)
                .map(run -> line(run, repository.name()))
                .toList();
    }

    /** How the run's steps stand at present. */
    List<RunSteps.View> steps(Run run) {
        return RunSteps.of(run, clock.instant());
    }

    Line line(Run run, RepositoryName repository) {
        var reason =
                run.verdict().filter(verdict -> verdict == Run.Outcome.PASSED).isPresent()
                        ? ""
                        : Text.showable(run.reason());
        return new Line(
                run.id().value(),
                href(repository, run.id()),
                subject(run),
                verdict(run),
                Ladder.level(run.rungs()),
                counts(run.tests()),
                took(run),
                reason,
                run.queuedAt());
    }

    static String href(RepositoryName repository, RunId run) {
        return "/" + repository + "/runs/" + run;
    }

    static TestView test(TestResult test, boolean open) {
        return new TestView(
                Constants.word(test.state()),
                Text.showable(test.name()),
                Text.showable(test.place()),
                test.seconds() == 0 ? "" : Words.seconds(test.seconds()),
                Text.showable(test.message()),
                Text.showable(test.output()),
                Text.showable(test.retry()),
                open,
                test.attachments().stream()
                        .filter(file -> !file.file().isEmpty())
                        .map(file -> new FileView(
                                file.file(),
                                Text.showable(file.name().substring(file.name().lastIndexOf('/') + 1)),
                                Words.bytes(file.bytes()),
                                RunPictures.isCalledOne(file.file())))
                        .toList(),
                "",
                "",
                TestBeside.of(test));
    }

    static Verdict verdict(Run run) {
        if (run.isClimbing()) return new Verdict("accepted", "Accepted, climbing on");
        var kind = run.verdict().map(Constants::word).orElse(Constants.word(run.state()));
        return new Verdict(kind, Words.capital(kind));
    }

    static String subject(Run run) {
        var pull = run.pull().isPresent() ? "#" + run.pull().getAsInt() : "";
        var branch = run.ref().replaceFirst("^refs/(heads|tags)/", "");
        return switch (run.kind()) {
            case PULL -> "pull request " + pull;
            case GATE -> pull.isEmpty() ? "a merge about to land" : "the merge of " + pull;
            case BRANCH -> "branch " + branch;
            case CARRY -> branch + ", because a distro that it uses changed";
            case MANUAL -> branch + ", asked for";
            case SCHEDULED -> branch + ", scheduled";
            case TRIAL -> branch + ", with a change of a distro that it uses";
        };
    }

    private String sentence(Run run) {
        if (run.verdict().isPresent()) return verdictSentence(run, run.verdict().get());
        return switch (run.state()) {
            case WAITING -> "A maintainer has to let this code run first" + because(run);
            case QUEUED -> queued(run);
            case RUNNING ->
                run.isClimbing()
                        ? "Its acceptance tests pass. Deeper rungs follow" + climbing(run) + "."
                        : run.steps().isEmpty()
                                ? "A worker has taken it."
                                : "Now: " + Constants.word(run.steps().getLast().name()) + ".";
            case FINISHED -> Text.showable(run.reason());
        };
    }

    private static String climbing(Run run) {
        return run.steps().isEmpty() || run.steps().getLast().name() == StepName.ACCEPT
                ? ""
                : "; now: " + Constants.word(run.steps().getLast().name());
    }

    private static String verdictSentence(Run run, Run.Outcome verdict) {
        var reason = Text.showable(run.reason());
        return switch (verdict) {
            case PASSED ->
                run.level() == 0
                        ? "Everything that the manifest asks for held."
                        : "It passed: " + run.rungs().text() + ".";
            case FAILED -> reason.isEmpty() ? "Its tests or its definition say no." : reason;
            case ERRORED -> "The platform could not tell, which is not the change’s fault" + because(run);
            case CANCELLED -> reason.isEmpty() ? "Stopped before it could tell." : reason;
            case SUPERSEDED -> "A newer push took its place" + because(run);
        };
    }

    private static String because(Run run) {
        return run.reason().isBlank() ? "." : ": " + Text.showable(run.reason());
    }

    private String queued(Run run) {
        var load = runs.load();
        if (load.trouble().isPresent())
            return "Nothing can run at present: " + load.trouble().get();
        var waits = runs.waits(run.repository()).of(run.id());
        var line = waits.map(wait -> wait.place() == 1
                        ? "Next in line"
                        : "Number " + wait.place() + " in line, repositories taking turns")
                .orElse("Waits for its next attempt");
        var starts = waits.filter(wait -> wait.inAll() > 0)
                .flatMap(Wait::untilStart)
                .map(until -> " It starts in " + Wait.about(until) + ".")
                .orElse("");
        var again = run.attempt() > 1 ? " Attempt " + run.attempt() + because(run) : "";
        return line + "; " + load.running() + " of " + Words.count(load.workers(), "worker") + " busy." + starts
                + again;
    }

    private static String counts(Run.Counts counts) {
        var words = inWords(counts);
        return words.isEmpty() ? "" : "Tests: " + words;
    }

    /** {@code 1 failed, 6 passed}; empty where there is nothing to count. */
    static String inWords(Run.Counts counts) {
        var parts = new ArrayList<String>();
        if (counts.failed() > 0) parts.add(counts.failed() + " failed");
        if (counts.flaky() > 0) parts.add(counts.flaky() + " flaky");
        if (counts.passed() > 0) parts.add(counts.passed() + " passed");
        if (counts.skipped() > 0) parts.add(counts.skipped() + " skipped");
        return String.join(", ", parts);
    }

    private String took(Run run) {
        return run.startedAt()
                .map(from -> Words.took(Duration.between(
                        from, run.verdictAt().or(run::finishedAt).orElse(clock.instant()))))
                .orElse("");
    }

    /** Why a run did not pass; empty where it did. */
    String reason(RunId run) {
        return runs.require(run).reason();
    }
}
