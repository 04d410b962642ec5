package dev.softservice.server.pull;

import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The results of trying a pull request's present head with the distros that use it.
 *
 * @param known   whether it was looked up who they are, which is done when its run has passed
 * @param present whether that was done for the merge result that was tested last, too: its base may have moved since
 */
public record Tried(boolean known, boolean present, List<With> with) {
    /** Nobody has looked yet. */
    public static final Tried UNKNOWN = new Tried(false, false, List.of());

    private static final int MOST_NAMED = 3;

    public Tried {
        with = List.copyOf(with);
    }

    /**
     * One of them.
     *
     * @param tag      of its stable release, which was tried
     * @param run      what tries it, or did
     * @param baseline the same without the change, where that had to be seen
     * @param present  tried with the merge result that was tested last, not with one on an older base
     */
    public record With(
            RepositoryName user,
            String tag,
            Outcome outcome,
            Optional<RunId> run,
            Optional<RunId> baseline,
            boolean present) {
        String text() {
            return user + " " + tag + run.map(id -> " (run " + id + ")").orElse("");
        }
    }

    public enum Outcome {
        WAITING,
        TRYING,
        WORKS,
        /** It works without the change, and not with it. */
        BROKE,
        /** It does not work without the change, either. */
        ALREADY,
        /** It works with the change, and does not without it. */
        IMPROVED,
        /** The platform could not tell, or somebody stopped it. */
        UNTOLD,
        /** More use what is changed than are tried with one version; those tried longest ago are tried first. */
        LEFT;

        boolean isOpen() {
            return this == WAITING || this == TRYING;
        }
    }

    /** Knows who was tried. */
    @FunctionalInterface
    public interface Given {
        /** By the pull request's id, for each of these. */
        Map<Long, Tried> on(List<PullRequest> pulls);
    }

    /**
     * What is asked of it.
     *
     * @param exactly the very merge result that lands was tried; false: an older one of the same version is enough, as it is to stand in line
     * @param level   it is a rung of the ladder, so what could not be told holds it back, too
     */
    public record Demand(boolean exactly, boolean level) {}

    /** What keeps it from landing, or from being released, where that is asked. */
    public List<Hold> holds(Demand demand) {
        if (!known || demand.exactly() && !present)
            return List.of(new Hold(Hold.Kind.TRIALS, "is tried with what uses this distro once its run has passed"));
        var holds = new ArrayList<Hold>();
        if (with.stream().anyMatch(BROKEN))
            holds.add(new Hold(Hold.Kind.USERS, "breaks what uses this distro: " + named(BROKEN)));
        Predicate<With> wait = demand.exactly() ? OPEN.or(OLDER) : OPEN;
        if (with.stream().anyMatch(wait))
            holds.add(new Hold(Hold.Kind.TRIALS, "is being tried with what uses this distro: " + named(wait)));
        if (demand.level() && with.stream().anyMatch(UNTOLD))
            holds.add(new Hold(
                    Hold.Kind.TRIALS,
                    "could not be tried with what uses this distro: " + named(UNTOLD) + "; test it again"));
        return holds;
    }

    private static final Predicate<With> BROKEN = one -> one.outcome() == Outcome.BROKE;
    private static final Predicate<With> OPEN = one -> one.outcome().isOpen();
    private static final Predicate<With> UNTOLD = one -> one.outcome() == Outcome.UNTOLD;
    /** What is known is of an older merge result. */
    private static final Predicate<With> OLDER =
            one -> !one.present() && one.outcome() != Outcome.BROKE && one.outcome() != Outcome.LEFT;

    private String named(Predicate<With> which) {
        var those = with.stream().filter(which).toList();
        var named = those.stream().limit(MOST_NAMED).map(With::text).collect(Collectors.joining(", "));
        return those.size() > MOST_NAMED ? named + " and " + (those.size() - MOST_NAMED) + " more" : named;
    }
}
