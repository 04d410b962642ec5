package dev.softservice.server.trial;

import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.run.Run;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Looks up with whom a change that has passed is to be tried, and writes that down. */
final class Looks {
    private final Users users;
    private final Pulls pulls;
    private final Database database;
    private final Clock clock;
    private final int most;

    /** {@code most}: users that are tried with each version, unless it is asked to show all of them. */
    Looks(Users users, Pulls pulls, Database database, Clock clock, int most) {
        this.users = users;
        this.pulls = pulls;
        this.database = database;
        this.clock = clock;
        this.most = most;
    }

    /**
     * What a look is to find out.
     *
     * @param run     of the merge result, and it has passed
     * @param again   it was looked up for the same version before
     * @param exactly what was tried of an older merge result is not enough
     */
    private record Asks(Run run, boolean again, boolean exactly, int most) {
        private boolean isPresent(Try one) {
            return one.change().tree().equals(run.tree());
        }

        Try newer(Try before, Try after) {
            return isPresent(before) && !isPresent(after) ? before : after;
        }

        /** It was tried, and is tried once more. */
        boolean isDue(Try before) {
            if (before.state() == Try.State.LEFT) return false;
            boolean bad = before.state() == Try.State.BROKE || before.state() == Try.State.UNTOLD;
            return again && bad || exactly && !isPresent(before);
        }
    }

    /** Whether the release of what is changed is held to the rung that what uses it decides. */
    boolean isLevelAsked(Changed changed) {
        return changed.pull()
                .map(key -> pulls.isLevelAsked(pulls.require(users.repository(key.repository()), key.number())))
                .orElse(true);
    }

    /** Whether it was looked up now. What was told of its head stands; what was red or untold is tried again for a newer run. */
    boolean look(Present present) {
        var passed = present.passed();
        if (passed.isEmpty()) return false;
        var changed = present.changed();
        var run = passed.get();
        var now = new TrialTable.Look(present.head(), run.id());
        var last = database.read(handle -> TrialTable.looks(handle, Set.of(changed)))
                .values();
        if (last.contains(now)) return false;
        boolean again = last.stream().anyMatch(look -> look.head().equals(present.head()));
        boolean level = isLevelAsked(changed);
        boolean exactly = level
                || changed.pull()
                        .filter(key ->
                                pulls.areUsersAsked(pulls.require(users.repository(key.repository()), key.number())))
                        .isPresent();
        var asks = new Asks(run, again, exactly, level ? Integer.MAX_VALUE : most);
        var wanted = users.of(present, run);
        database.run(handle -> {
            TrialTable.adopt(handle, changed, present.head(), run.tree());
            var before = new HashMap<Long, Try>();
            for (var one : TrialTable.of(handle, Set.of(changed)))
                if (one.head().equals(present.head())) before.merge(one.user().repository(), one, asks::newer);
            due(handle, wanted, before, asks).forEach(one -> TrialTable.add(handle, one, clock.instant()));
            TrialTable.looked(handle, changed, now, clock.instant());
        });
        return true;
    }

    /** What is to be tried, and what is left out because that is too much; by user, {@code before}: what is known of this version. */
    private static List<Try> due(Handle handle, List<Try> wanted, Map<Long, Try> before, Asks asks) {
        var due = new ArrayList<Try>();
        var fresh = new ArrayList<Try>();
        for (var one : known(handle, wanted, before, asks, due)) {
            var known = Optional.ofNullable(before.get(one.user().repository()));
            if (known.filter(asks::isDue).isPresent()) due.add(one);
            else if (known.isEmpty() || asks.again() && known.get().state() == Try.State.LEFT) fresh.add(one);
        }
        if (fresh.isEmpty()) return due;
        var turns = TrialTable.turns(handle, fresh.getFirst().changed().repository());
        fresh.sort(Comparator.comparingLong(
                        (Try one) -> turns.getOrDefault(one.user().repository(), 0L))
                .thenComparingLong(one -> one.user().repository()));
        int room = Math.clamp((long) asks.most() - due.size(), 0, fresh.size());
        due.addAll(fresh.subList(0, room));
        fresh.subList(room, fresh.size()).stream()
                .filter(one -> !before.containsKey(one.user().repository()))
                .map(Try::left)
                .forEach(due::add);
        return due;
    }

    /** Of main, what was tried of the very tree before it landed is known: that goes to {@code due} as it is. Returns the others. */
    private static List<Try> known(Handle handle, List<Try> wanted, Map<Long, Try> before, Asks asks, List<Try> due) {
        if (wanted.isEmpty() || wanted.getFirst().changed().pull().isPresent()) return wanted;
        var landed = new HashMap<Try.User, Try>();
        for (var one :
                TrialTable.ofTree(handle, asks.run().repository(), asks.run().tree()))
            if (one.state().isTold()) landed.put(one.user(), one);
        var others = new ArrayList<Try>();
        for (var one : wanted) {
            var told = Optional.ofNullable(landed.get(one.user()))
                    .filter(_ -> !before.containsKey(one.user().repository()));
            told.ifPresentOrElse(answer -> due.add(one.as(answer)), () -> others.add(one));
        }
        return others;
    }
}
