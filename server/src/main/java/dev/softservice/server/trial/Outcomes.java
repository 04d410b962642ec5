package dev.softservice.server.trial;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Verified;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What is told of changes that were tried: for each distro the newest outcome, while another try of the same goes on, too. */
public final class Outcomes {
    private Outcomes() {}

    /** By the pull request's id. A distro that has become private since is left out. */
    public static Map<Long, Tried> on(Database database, List<PullRequest> pulls) {
        if (pulls.isEmpty()) return Map.of();
        return database.read(handle -> on(handle, pulls));
    }

    private static Map<Long, Tried> on(Handle handle, List<PullRequest> pulls) {
        var keys = pulls.stream().map(Outcomes::key).collect(Collectors.toSet());
        var looks = TrialTable.looks(handle, keys);
        var tries = TrialTable.of(handle, keys).stream().collect(Collectors.groupingBy(Try::pull));
        var all = new HashMap<Long, Tried>();
        for (var pull : pulls) {
            var present =
                    new Present(pull.headSha(), Verified.of(handle, key(pull)).flatMap(Verified::run));
            var look = Optional.ofNullable(looks.get(key(pull)));
            var newest = new LinkedHashMap<Long, Try>();
            for (var one : tries.getOrDefault(key(pull), List.of())) {
                if (present.isTriedBy(one)) newest.merge(one.user().repository(), one, present::newer);
            }
            all.put(
                    pull.id(),
                    new Tried(
                            look.filter(present::isLookedAt).isPresent(),
                            look.filter(present::isLookedAtNow).isPresent(),
                            with(handle, newest.values().stream().toList(), present)));
        }
        return all;
    }

    /** What a pull request is now: another head may merge to a tree that was tested, and tried, before. */
    private record Present(Sha head, Optional<Run> run) {
        boolean isLookedAt(TrialTable.Look look) {
            return look.head().equals(head)
                    || run.filter(one -> one.id().equals(look.run())).isPresent();
        }

        /** For the merge result that was tested last. */
        boolean isLookedAtNow(TrialTable.Look look) {
            return run.filter(one -> one.id().equals(look.run())).isPresent();
        }

        boolean isTriedBy(Try one) {
            return one.head().equals(head) || isOf(one);
        }

        /** It is of the merge result that was tested last. */
        boolean isOf(Try one) {
            return run.filter(tested -> tested.tree().equals(one.change().tree()))
                    .isPresent();
        }

        /** Which of two counts, made in this order: what is known, as long as nothing else is. */
        Try newer(Try before, Try after) {
            return isOpen(after) || isOf(before) && !isOf(after) ? before : after;
        }
    }

    private static PullKey key(PullRequest pull) {
        return new PullKey(pull.repository(), pull.number());
    }

    private static boolean isOpen(Try one) {
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
