package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.CommitStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells the forge what became of its commits. What it should show is worked out from pull requests and runs, compared with what it was told
 * last, and only the difference is sent; so a verdict that could not be told is told at the next look.
 */
final class MirrorStatuses {
    private static final String PULL = "softservice/pull";
    private static final String BRANCH = "softservice/branch";

    private final Pulls pulls;
    private final Runs runs;
    private final MirrorTable mirrors;
    private final StatusTable table;
    private final Forges forges;
    private final PublicUrl url;

    MirrorStatuses(Pulls pulls, Runs runs, MirrorTable mirrors, Forges forges, PublicUrl url) {
        this.pulls = pulls;
        this.runs = runs;
        this.mirrors = mirrors;
        this.table = mirrors.statuses();
        this.forges = forges;
        this.url = url;
    }

    /** Whose statuses are out of date. */
    List<Long> stale() {
        return stalest().stream().map(StatusTable.Told::repository).distinct().toList();
    }

    /** Those whose run has changed since the forge was last told. */
    private List<StatusTable.Told> stalest() {
        var unsettled = table.unsettled();
        var standings = runs
                .all(unsettled.stream().map(told -> told.run().orElseThrow()).toList())
                .stream()
                .collect(Collectors.toMap(Run::id, MirrorStatuses::standing));
        return unsettled.stream()
                .filter(told -> !told.tried().equals(standings.get(told.run().orElseThrow())))
                .toList();
    }

    /** All of a run that a status is made from, in one word or two. */
    private static String standing(Run run) {
        return run.state() + " " + run.verdict().map(Enum::name).orElse(run.isClimbing() ? "ACCEPTED" : "");
    }

    /** What could not be told; {@code silent}: since the forge answers nothing now, so that asking it further would only cost time. */
    record Problem(String text, boolean silent) {}

    /** Works everything out anew; returns a problem for each status that the forge did not take, and ends where it does not answer. */
    List<Problem> tellAll(HostedRepository repository, Mirror.Settings settings) {
        if (settings.token().isEmpty()) {
            return List.of();
        }
        Stream<Supplier<Optional<Problem>>> heads = mirrors.pulls(repository.id()).values().stream()
                .map(mapped -> () -> tellHead(repository, settings, pulls.require(repository, mapped.pull())));
        Stream<Supplier<Optional<Problem>>> tips = mirrors.branches(repository.id()).entrySet().stream()
                .map(branch -> () -> tellTip(repository, settings, branch.getKey(), branch.getValue()));
        List<Problem> problems = untilSilent(Stream.concat(heads, tips));
        if (problems.stream().noneMatch(Problem::silent)) {
            problems.addAll(tellChanged(repository, settings));
        }
        return problems;
    }

    private static List<Problem> untilSilent(Stream<Supplier<Optional<Problem>>> all) {
        List<Problem> problems = new ArrayList<>();
        for (var one : (Iterable<Supplier<Optional<Problem>>>) all::iterator) {
            Optional<Problem> problem = one.get();
            problem.ifPresent(problems::add);
            if (problem.filter(Problem::silent).isPresent()) {
                break;
            }
        }
        return problems;
    }

    private Optional<Problem> tellHead(HostedRepository repository, Mirror.Settings settings, PullRequest pull) {
        if (pull.state() != PullRequest.State.OPEN) {
            return Optional.empty();
        }
        Optional<StatusText> conflict = StatusText.conflict(pull);
        if (conflict.isPresent()) {
            var about = told(repository, pull.headSha(), PULL, Optional.empty());
            return tell(repository, settings, about, page(repository, "pulls", pull.number()), conflict.get());
        }
        return pulls.run(repository, pull.number())
                .flatMap(run -> tell(repository, settings, pull.headSha(), PULL, run));
    }

    /** A commit may be the tip of a merge group and of the branch on which that landed: each has a run and a status of its own. */
    private Optional<Problem> tellTip(
            HostedRepository repository, Mirror.Settings settings, BranchName branch, Sha tip) {
        return runs.list(repository, Optional.of(tip), Optional.of(Run.Kind.BRANCH), 0, 10).stream()
                .filter(run -> run.ref().equals(branch.ref()))
                .findFirst()
                .flatMap(run -> tell(repository, settings, tip, context(settings, branch), run));
    }

    /** Branch protection asks for the same status on a pull request's head and on the merge group that it lands with. */
    private static String context(Mirror.Settings settings, BranchName branch) {
        return MergeGroups.base(settings.kind(), branch).isPresent() ? PULL : BRANCH;
    }

    /** Tells about one run that has changed, where it is the newest for a commit that stands at the forge. */
    private Optional<Problem> tell(HostedRepository repository, Mirror.Settings settings, Run run) {
        if (run.pull().isPresent()) {
            int number = run.pull().getAsInt();
            boolean mapped = mirrors.pulls(repository.id()).values().stream().anyMatch(pull -> pull.pull() == number);
            boolean newest = pulls.run(repository, number)
                    .filter(other -> other.id().equals(run.id()))
                    .isPresent();
            return mapped && newest
                    ? tell(
                            repository,
                            settings,
                            pulls.require(repository, number).headSha(),
                            PULL,
                            run)
                    : Optional.empty();
        }
        Optional<BranchName> tip = BranchName.ofRef(run.ref())
                .filter(_ -> run.kind() == Run.Kind.BRANCH)
                .filter(branch ->
                        run.commit().equals(mirrors.branches(repository.id()).get(branch)));
        return tip.flatMap(branch -> tell(repository, settings, run.commit(), context(settings, branch), run));
    }

    /** Tells about these runs, where each is the newest for a commit that stands at the forge. */
    List<Problem> tell(HostedRepository repository, Mirror.Settings settings, Collection<RunId> changed) {
        return untilSilent(changed.stream().map(run -> () -> tell(repository, settings, runs.require(run))));
    }

    /** Tells about runs that have changed since the forge was last told, also those of heads that have moved on. */
    List<Problem> tellChanged(HostedRepository repository, Mirror.Settings settings) {
        return untilSilent(stalest().stream()
                .filter(told -> told.repository() == repository.id())
                .map(told -> () -> tell(
                        repository,
                        settings,
                        told.commit(),
                        told.context(),
                        runs.require(told.run().orElseThrow()))));
    }

    private Optional<Problem> tell(
            HostedRepository repository, Mirror.Settings settings, Sha commit, String context, Run run) {
        StatusTable.Told before = told(repository, commit, context, Optional.of(run.id()));
        var about = new StatusTable.Told(
                before.repository(), commit, context, Optional.of(run.id()), before.shown(), standing(run));
        if (isOfNoMoreInterest(repository, run)) {
            table.put(about);
            return Optional.empty();
        }
        return tell(
                repository, settings, about, page(repository, "runs", run.id().value()), StatusText.of(run));
    }

    private Optional<Problem> tell(
            HostedRepository repository, Mirror.Settings settings, StatusTable.Told about, URI page, StatusText text) {
        String wanted = text.state() + " " + page.getPath() + " " + text.description();
        if (about.shown().equals(wanted)) {
            table.put(about);
            return Optional.empty();
        }
        var status = new CommitStatus(about.commit().name(), text.state(), about.context(), page, text.description());
        Optional<Problem> problem = switch (forges.of(settings.kind()).post(forges.remote(settings), status)) {
            case Answer.Got<CommitStatus> _ -> Optional.empty();
            case Answer.Refused<CommitStatus>(String reason) -> Optional.of(problem(about, reason, false));
            case Answer.Unavailable<CommitStatus> later -> Optional.of(problem(about, later.reason(), true));
        };
        String shown = problem.isEmpty() ? wanted : about.shown();
        table.put(new StatusTable.Told(
                repository.id(), about.commit(), about.context(), about.run(), shown, about.tried()));
        return problem;
    }

    /** Nobody waits for a run of what is merged already, and that it was given up is no error of its commit. */
    private boolean isOfNoMoreInterest(HostedRepository repository, Run run) {
        return run.verdict().filter(Run.Outcome.SUPERSEDED::equals).isPresent()
                && run.pull().isPresent()
                && pulls.require(repository, run.pull().getAsInt()).state() == PullRequest.State.MERGED;
    }

    private static Problem problem(StatusTable.Told about, String reason, boolean silent) {
        return new Problem("status of " + about.commit().name().substring(0, 10) + ": " + reason, silent);
    }

    private StatusTable.Told told(HostedRepository repository, Sha commit, String context, Optional<RunId> run) {
        return table.find(repository.id(), commit, context)
                .orElse(new StatusTable.Told(repository.id(), commit, context, run, "", ""));
    }

    private URI page(HostedRepository repository, String what, long number) {
        return URI.create(url.of("/" + repository.name() + "/" + what + "/" + number));
    }
}
