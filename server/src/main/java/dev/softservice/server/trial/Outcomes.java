package dev.softservice.server.trial;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Verified;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The results of changes that were tried: the newest one for each distro, also while another try goes on. */
public final class Outcomes {
    private Outcomes() {}

    /** By the pull request's id. A distro that has become private since is left out. */
    public static Map<Long, Tried> on(Database database, List<PullRequest> pulls) {
        if (pulls.isEmpty()) return Map.of();
        return database.read(handle -> on(handle, pulls));
    }

    private static Map<Long, Tried> on(Handle handle, List<PullRequest> pulls) {
        var all = new HashMap<Long, Tried>();
        var presents = pulls.stream()
                .collect(Collectors.toMap(
                        PullRequest::id,
                        pull -> Present.of(new Verified(
                                pull,
                                Verified.of(handle, new PullKey(pull.repository(), pull.number()))
                                        .flatMap(Verified::run)))));
        var known = of(handle, presents.values());
        presents.forEach((id, present) -> all.put(id, known.getOrDefault(present.changed(), Tried.UNKNOWN)));
        return all;
    }

    /** The same of the head of main, by its newest run. */
    public static Tried onMain(Database database, Run run) {
        var present = Present.ofMain(run, true);
        return database.read(handle -> of(handle, List.of(present)).getOrDefault(present.changed(), Tried.UNKNOWN));
    }

    private static Map<Changed, Tried> of(Handle handle, Collection<Present> presents) {
        var keys = presents.stream().map(Present::changed).collect(Collectors.toSet());
        var looks = TrialTable.looks(handle, keys);
        var tries = TrialTable.of(handle, keys).stream().collect(Collectors.groupingBy(Try::changed));
        var all = new HashMap<Changed, Tried>();
        for (var present : presents) {
            var look = Optional.ofNullable(looks.get(present.changed()));
            all.put(
                    present.changed(),
                    new Tried(
                            look.filter(present::isLookedAt).isPresent(),
                            look.filter(present::isLookedAtNow).isPresent(),
                            with(handle, newest(present, tries.getOrDefault(present.changed(), List.of())), present)));
        }
        return all;
    }

    /** One for each distro. */
    static List<Try> newest(Present present, List<Try> tries) {
        var newest = new LinkedHashMap<Long, Try>();
        for (var one : tries) {
            if (present.isTriedBy(one))
                newest.merge(one.user().repository(), one, (before, after) -> newer(present, before, after));
        }
        return List.copyOf(newest.values());
    }

    /** Which of two counts, made in this order: what is known, as long as nothing else is. */
    static Try newer(Present present, Try before, Try after) {
        return isOpen(after) || present.isOf(before) && !present.isOf(after) ? before : after;
    }

    static boolean isOpen(Try one) {
        return switch (one.state()) {
            case WAITING, TRYING, CHECKING, PAUSED -> true;
            case WORKS, COMPARING, BROKE, ALREADY, IMPROVED, UNTOLD, LEFT, DROPPED -> false;
        };
    }

    private static List<Tried.With> with(Handle handle, List<Try> tries, Present present) {
        var names = Repositories.names(
                handle, tries.stream().map(one -> one.user().repository()).toList());
        var with = new ArrayList<Tried.With>();
        for (var one : tries) {
            var name = names.get(one.user().repository());
            if (name == null || Repositories.isPrivate(handle, one.user().repository())) continue;
            with.add(new Tried.With(
                    name, one.user().tag(), outcome(one.state()), one.run(), one.baseline(), present.isOf(one)));
        }
        return with;
    }

    private static Tried.Outcome outcome(Try.State state) {
        return switch (state) {
            case WAITING, PAUSED -> Tried.Outcome.WAITING;
            case TRYING, CHECKING -> Tried.Outcome.TRYING;
            case WORKS, COMPARING -> Tried.Outcome.WORKS;
            case BROKE -> Tried.Outcome.BROKE;
            case ALREADY -> Tried.Outcome.ALREADY;
            case IMPROVED -> Tried.Outcome.IMPROVED;
            case LEFT -> Tried.Outcome.LEFT;
            case UNTOLD, DROPPED -> Tried.Outcome.UNTOLD;
        };
    }
}
