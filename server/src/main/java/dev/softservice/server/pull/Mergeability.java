package dev.softservice.server.pull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunObstacle;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Decides whether a pull request may be merged now. If not, it gives the one-line reason that page and API show. */
public final class Mergeability {
    /**
     * @param reason     empty where it would land now
     * @param movedSince how many commits the base has got since the verdict's merge result was made, at most {@value #MOST_COUNTED}
     * @param word       it would land if a maintainer said that what is checked no more is meant
     */
    public record Answer(boolean now, String reason, int movedSince, boolean word) {}

    private static final int MOST_COUNTED = 1_000;
    private static final int MOST_PATHS = 5;
    private static final int KEPT = 20_000;

    private final Database database;
    private final GitReader reader;
    private final Repositories repositories;
    private final Elsewhere.Known forges;
    private final MergeRules rules;
    private final Weakenings weakenings;
    /** How many commits a branch got between two of its tips, which does not change. */
    private final Cache<Move, Integer> counted =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    public Mergeability(
            Database database,
            GitReader reader,
            Repositories repositories,
            Elsewhere.Known forges,
            Conditions conditions) {
        this.rules = conditions.rules();
        this.weakenings = conditions.weakenings();
        this.database = database;
        this.reader = reader;
        this.repositories = repositories;
        this.forges = forges;
    }

    Answer of(PullRequest pull) {
        if (pull.state() != PullRequest.State.OPEN)
            return no("it is " + (pull.state() == PullRequest.State.MERGED ? "merged" : "closed") + " already");
        var mirrored = mirrored(pull.repository());
        if (mirrored.isPresent()) return no(mirrored.get());
        var row = database.read(handle -> PullTable.find(handle, new PullKey(pull.repository(), pull.number())))
                .orElseThrow();
        var run = run(pull);
        var unproven = unproven(pull, run, Waits.UNKNOWN);
        if (!pull.conflicts().isEmpty() || run.isEmpty())
            return no(unproven.orElseThrow().reason());
        var answer = unproven.map(obstacle -> no(obstacle.reason())).orElseGet(() -> proven(pull));
        if (row.isCurrent()) return answer;
        int commits = movedSince(repositories.byId(pull.repository()), row);
        var reason = answer.now() ? moved(row, run.get(), commits).reason() : answer.reason();
        return new Answer(false, reason, commits, answer.word());
    }

    /** What is known beside: {@code line} by number. */
    record Known(Waits waits, Map<Integer, InLine> line) {}

    /** Everything that keeps each of these from landing; they are open, and of one repository. */
    List<LandingStatus> of(HostedRepository repository, List<PullRow> rows, Known known) {
        if (rows.isEmpty()) return List.of();
        var pulls = rows.stream().map(PullRow::pull).toList();
        var runs = database.read(handle -> PullTable.runs(handle, repository.id(), rows));
        var wanted = database.read(handle -> Runs.required(handle, runs.values()));
        var holds = rules.holds(repository, pulls);
        var lost = weakenings.of(
                repository, pulls.stream().map(PullRequest::number).toList(), runs);
        var mirrored = mirrored(repository.id());
        var all = new ArrayList<LandingStatus>();
        for (var row : rows) {
            var pull = row.pull();
            var run = Optional.ofNullable(runs.get(pull.number()));
            var line = Optional.ofNullable(known.line().get(pull.number()));
            var obstacles = new ArrayList<Obstacle>();
            unproven(pull, run, known.waits()).ifPresent(obstacles::add);
            holds.getOrDefault(pull.id(), List.of()).forEach(hold -> obstacles.add(hold.obstacle()));
            loosened(lost.getOrDefault(pull.number(), Weakening.NONE)).ifPresent(obstacles::add);
            if (isProven(pull, run) && !row.isCurrent()) {
                int commits = movedSince(repository, row);
                obstacles.add(moved(row, run.orElseThrow(), commits));
            }
            obstacles.add(lands(pull, line, mirrored));
            var level = run.map(one -> OptionalInt.of(wanted.getOrDefault(one.id(), 0)))
                    .orElse(OptionalInt.empty());
            all.add(new LandingStatus(pull, run, level, obstacles, line));
        }
        return all;
    }

    private static boolean isProven(PullRequest pull, Optional<Run> run) {
        return pull.conflicts().isEmpty()
                && run.flatMap(Run::verdict).filter(Run.Outcome.PASSED::equals).isPresent();
    }

    /** How it lands once nothing keeps it back. */
    private static Obstacle lands(PullRequest pull, Optional<InLine> line, Optional<String> mirrored) {
        if (mirrored.isPresent()) return Obstacle.of(Kind.ELSEWHERE, mirrored.get());
        if (line.isPresent()) return line.get().obstacle();
        return pull.mergeWhenVerifiedBy()
                .map(by -> Obstacle.of(Kind.LINE, "it lands by itself once nothing else is left, as " + by + " asked"))
                .orElseGet(() -> Obstacle.of(Kind.MERGE, "a maintainer has to merge it"));
    }

    /** From where the base was when it was tested to where it is. */
    private record Move(long repository, Sha from, Sha to) {}

    private int movedSince(HostedRepository repository, PullRow row) {
        return row.tested()
                .map(tested -> counted.get(
                        new Move(repository.id(), tested.base(), row.pull().baseSha()),
                        move -> reader.count(
                                repository.name(), move.from().id(), move.to().id(), MOST_COUNTED)))
                .orElse(0);
    }

    /** A verdict on an older base counts as it is, but nothing lands by it. */
    private static Obstacle moved(PullRow row, Run run, int commits) {
        return Obstacle.of(
                Kind.MOVED,
                run.id(),
                "run " + run.id() + " passed; " + row.pull().base() + " has moved since by " + commits
                        + (commits == 1 ? " commit" : " commits")
                        + ", no conflict: it is tested again before it lands");
    }

    /** Empty where its newest run has passed. */
    private static Optional<Obstacle> unproven(PullRequest pull, Optional<Run> run, Waits waits) {
        if (!pull.conflicts().isEmpty()) {
            return Optional.of(Obstacle.of(
                    Kind.CONFLICT,
                    "it conflicts with " + pull.base() + " in "
                            + String.join(
                                    ", ",
                                    pull.conflicts().stream().limit(MOST_PATHS).toList())
                            + (pull.conflicts().size() > MOST_PATHS
                                    ? " and " + (pull.conflicts().size() - MOST_PATHS) + " more"
                                    : "")));
        }
        if (run.isEmpty())
            return Optional.of(Obstacle.of(Kind.UNTESTED, "its merge with " + pull.base() + " has not been tested"));
        boolean undecided =
                run.get().state() != Run.State.WAITING && run.get().verdict().isEmpty();
        var wish = undecided && pull.mergeWhenVerifiedBy().isPresent() ? "; it lands by itself once that passes" : "";
        return RunObstacle.of(run.get(), waits)
                .map(obstacle -> new Obstacle(obstacle.kind(), obstacle.reason() + wish, obstacle.run()));
    }

    private static Optional<Obstacle> loosened(Weakening weakening) {
        return weakening.open().isEmpty()
                ? Optional.empty()
                : Optional.of(Obstacle.of(Kind.LOOSENED, weakening.reason()));
    }

    /** Why nothing is merged in this repository at all; empty where it is no mirror. */
    Optional<String> mirrored(long repository) {
        return forges.mirrored(repository).map(url -> "this repository mirrors " + url + ": merge it there");
    }

    Optional<Elsewhere> elsewhere(PullRequest pull) {
        return forges.of(new PullKey(pull.repository(), pull.number()));
    }

    /** The newest run of the merge result that was tested last, if any. */
    Optional<Run> run(PullRequest pull) {
        var key = new PullKey(pull.repository(), pull.number());
        return database.read(handle -> PullTable.run(handle, key));
    }

    Weakening weakening(PullRequest pull) {
        return weakenings.of(new PullKey(pull.repository(), pull.number()));
    }

    private Answer proven(PullRequest pull) {
        var holds = rules.holds(pull);
        if (!holds.isEmpty())
            return no(holds.stream().map(hold -> hold.obstacle().reason()).collect(Collectors.joining("; ")));
        return loosened(weakening(pull))
                .map(obstacle -> new Answer(false, obstacle.reason(), 0, true))
                .orElseGet(() -> new Answer(true, "", 0, false));
    }

    MergeRules rules() {
        return rules;
    }

    private static Answer no(String reason) {
        return new Answer(false, reason, 0, false);
    }
}
