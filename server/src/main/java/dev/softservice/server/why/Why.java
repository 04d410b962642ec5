package dev.softservice.server.why;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.pull.InLine;
import dev.softservice.server.pull.LandingStatus;
import dev.softservice.server.pull.LandingStatuses;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Answers why something is not released yet. It decides nothing: each reason comes from the code that lands, runs or releases by it. */
public final class Why {
    private static final int MOST_PULLS = 100;

    /** Answers about releases. */
    public record Released(Releases releases, MainTip main, Comparing comparing) {}

    private final Released released;
    private final LandingStatuses standings;
    private final Runs runs;
    private final Elsewhere.Known forges;

    public Why(Released released, LandingStatuses standings, Runs runs, Elsewhere.Known forges) {
        this.released = released;
        this.standings = standings;
        this.runs = runs;
        this.forges = forges;
    }

    public WhyAnswer of(HostedRepository repository) {
        var stable = released.releases().stable(repository);
        var waits = runs.waits(repository.id());
        var open = standings.open(repository, MOST_PULLS + 1, waits);
        var candidates = new ArrayList<Candidate>();
        released.main().of(repository, stable, waits).ifPresent(candidates::add);
        open.stream()
                .limit(MOST_PULLS)
                .map(standing -> candidate(standing, waits))
                .forEach(candidates::add);
        return new WhyAnswer(
                stable, everywhere(repository, waits), withMissing(repository, candidates), open.size() > MOST_PULLS);
    }

    private static Candidate candidate(LandingStatus standing, Waits waits) {
        var pull = standing.pull();
        var tests = standing.line().flatMap(InLine::run).or(standing::run);
        return new Candidate(
                Optional.of(pull),
                pull.title(),
                pull.headSha(),
                standing.run(),
                standing.wanted().orElse(0),
                tests.flatMap(run -> waits.of(run.id())),
                standing.obstacles());
    }

    private List<Obstacle> everywhere(HostedRepository repository, Waits waits) {
        var all = new ArrayList<Obstacle>();
        waits.trouble()
                .ifPresent(trouble -> all.add(Obstacle.of(Kind.ENGINE, "nothing can run at present: " + trouble)));
        forges.troubled(repository.id())
                .ifPresent(url -> all.add(Obstacle.of(
                        Kind.MIRROR,
                        "the last look at " + url
                                + " could not take everything over, so what is newest there may be missing here")));
        return all;
    }

    /** Of what failed before anything ran, it is said what is not there yet of what it is made of. */
    private List<Candidate> withMissing(HostedRepository repository, List<Candidate> candidates) {
        var suspects = candidates.stream()
                .flatMap(candidate -> candidate.run().stream())
                .filter(Why::hasShownNothing)
                .map(run -> run.commit().id())
                .toList();
        if (suspects.isEmpty()) return candidates;
        var missing = released.comparing().missing(repository, suspects);
        return candidates.stream().map(candidate -> missing(candidate, missing)).toList();
    }

    private static boolean hasShownNothing(Run run) {
        return run.verdict().filter(Run.Outcome.FAILED::equals).isPresent() && run.level() == 0;
    }

    private static Candidate missing(Candidate candidate, Map<ObjectId, List<String>> missing) {
        var run = candidate.run().filter(Why::hasShownNothing);
        var lacks = run.map(one -> missing.getOrDefault(one.commit().id(), List.of()))
                .orElse(List.of());
        if (lacks.isEmpty()) return candidate;
        var obstacles = new ArrayList<Obstacle>();
        for (var obstacle : candidate.obstacles()) {
            if (obstacle.kind() != Kind.FAILED) obstacles.add(obstacle);
            else
                lacks.forEach(lack -> obstacles.add(Obstacle.of(
                        Kind.MISSING,
                        run.orElseThrow().id(),
                        "run " + run.orElseThrow().id() + " failed, and would fail again: " + lack)));
        }
        return candidate.with(obstacles);
    }
}
