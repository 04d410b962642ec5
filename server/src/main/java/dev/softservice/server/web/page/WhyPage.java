package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import dev.softservice.server.why.Candidate;
import dev.softservice.server.why.Why;
import java.util.List;

/** Why something of a distro is not released yet: each candidate, rung by rung and wait by wait. */
public final class WhyPage {
    /** {@code sign} is the mark beside it; {@code href} and {@code link}: the run that it is about, else empty. */
    record Reason(String sign, String text, String href, String link) {}

    /**
     * One candidate.
     *
     * @param anchor  its place on the page
     * @param verdict none where nothing has run
     * @param wanted  the level that is asked for, in words; empty where it is reached or none is
     */
    record View(
            String anchor,
            String href,
            String title,
            String facts,
            String commit,
            List<Reports.Verdict> verdict,
            Ladder.Level level,
            String wanted,
            List<Ladder.RungView> rungs,
            List<Reason> reasons) {}

    /** {@code stable}: the version that is released; empty where none is. */
    record Shown(Heads.Head head, String stable, List<Reason> everywhere, List<View> candidates, boolean more) {}

    private final DistroFrame frame;
    private final Why why;

    public WhyPage(DistroFrame frame, Why why) {
        this.frame = frame;
        this.why = why;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/why", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var answer = why.of(repository);
        return frame.show(
                call,
                PageTemplate.WHY,
                "Why it is not released yet · " + repository.name(),
                new Shown(
                        frame.head(call, repository, "Overview"),
                        answer.stable().map(release -> release.version()).orElse(""),
                        answer.everywhere().stream()
                                .map(obstacle -> reason(repository, obstacle))
                                .toList(),
                        answer.candidates().stream()
                                .map(candidate -> view(repository, candidate))
                                .toList(),
                        answer.more()));
    }

    private static View view(HostedRepository repository, Candidate candidate) {
        var rungs = candidate.run().map(Run::rungs).orElse(Rungs.NONE);
        return new View(
                candidate.pull().map(pull -> "pull-" + pull.number()).orElse(BranchName.MAIN.name()),
                candidate
                        .pull()
                        .map(pull -> PullPages.href(repository, pull.number()))
                        .orElse("/" + repository.name() + "/files"),
                Text.showable(candidate.title()),
                candidate
                        .pull()
                        .map(pull -> "#" + pull.number() + " by " + pull.author() + ", for " + pull.base())
                        .orElse("The head of " + BranchName.MAIN),
                candidate.commit().name(),
                candidate.run().map(Reports::verdict).stream().toList(),
                Ladder.level(rungs),
                rungs.reach(candidate.wanted())
                        ? ""
                        : "level " + candidate.wanted() + " (" + Rung.titleOf(candidate.wanted()) + ") is asked for",
                candidate.run().map(Ladder::reasoned).orElse(Ladder.rungs()),
                candidate.obstacles().stream()
                        .map(obstacle -> reason(repository, obstacle))
                        .toList());
    }

    private static Reason reason(HostedRepository repository, Obstacle obstacle) {
        return new Reason(
                mark(obstacle.kind()),
                Words.capital(Text.showable(obstacle.reason())),
                obstacle.run().map(run -> Reports.href(repository.name(), run)).orElse(""),
                obstacle.run().map(run -> "run " + run).orElse(""));
    }

    private static String mark(Obstacle.Kind kind) {
        return switch (kind) {
            case CONFLICT, FAILED, MISSING, POLICY, REQUESTED_CHANGES, RELEASE, USERS -> "failed";
            case ENGINE, ERRORED, GATE, MIRROR -> "errored";
            case RUNNING, PUBLISHING, TRIALS -> "running";
            case QUEUED, LINE, MOVED, DEPENDS -> "queued";
            case STOPPED -> "cancelled";
            case DRAFT, UNTESTED, LET_RUN, APPROVALS, OWNERS, LOOSENED, MERGE, ELSEWHERE -> "waiting";
        };
    }
}
