package dev.softservice.runner.install;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.model.ByteText;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The copies of one installation's data: made before anything may change it, kept for a while, then removed. */
final class Copies {
    static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** What has to stay free: a full disk stops more than this installation. */
    private static final long RESERVE = 64L << 20;

    private final InstallationFolder folder;
    private final Machine machine;
    private final Conversation conversation;
    private final Clock clock;

    Copies(InstallationFolder folder, Machine machine, Conversation conversation, Clock clock) {
        this.folder = folder;
        this.machine = machine;
        this.conversation = conversation;
        this.clock = clock;
    }

    /** How much there is to copy. @throws InstallRefusal where there is no space for it; nothing has been touched then */
    long ask(InstallState state, String after) throws InterruptedException {
        long data = machine.saved().bytes(state.name());
        long needed = data + data / 20 + RESERVE;
        var free = machine.saved().disk().free();
        if (free.isPresent() && free.getAsLong() < needed) {
            var kept = state.upkeep().copies().isEmpty()
                    ? ""
                    : ", or keep fewer copies of the data (softservice set " + state.name() + " copies.last=1)";
            throw InstallRefusal.platform(state.name() + ": copying its data takes " + ByteText.of(needed) + ", and "
                    + ByteText.of(free.getAsLong()) + " are free where the container engine keeps its data:"
                    + " free some" + kept + "; " + after);
        }
        return data;
    }

    /** Copies the data while nothing runs. Returns the state that knows the copy, which is not written down yet. */
    InstallState take(InstallState state, String why, long bytes) throws InterruptedException {
        var now = clock.instant();
        var copy = new DataCopy(
                nextId(state, now), state.current(), state.parameters(), new DataCopy.Taken(now, why), bytes, false);
        var version = copy.version().or(() -> state.history().highest()).orElse(InstallState.NO_VERSION);
        folder.save(state.doing(Phase.SAVING, version, now, copy.id()));
        conversation.progress("removing the old containers");
        machine.remove(state.name(), false);
        machine.saved().save(state.name(), copy.id(), conversation::progress);
        return state.keeping(copy);
    }

    private static String nextId(InstallState state, Instant now) {
        var id = ID.format(now);
        int number = 2;
        for (var next = id; ; next = id + "-" + number++) {
            if (state.copy(next).isEmpty()) return next;
        }
    }

    /** Removes what is kept long enough. That it fails is told, and no reason to stop. */
    InstallState tidy(InstallState state) throws InterruptedException {
        if (state.upkeep().copies().isEmpty()) return state;
        try {
            var disk = machine.saved().disk().size();
            var surplus = state.upkeep().keeping().surplus(state.upkeep().copies(), clock.instant(), disk);
            for (var copy : surplus) state = state.keeping(copy.leaving());
            if (!surplus.isEmpty()) folder.save(state);
            for (var copy : state.upkeep().copies()) {
                if (copy.going()) state = gone(state, copy);
            }
            return state;
        } catch (EngineException later) {
            conversation.say(state.name() + ": old copies of its data are still there (" + later.getMessage()
                    + "); they are removed with the next change");
            return state;
        }
    }

    /** Removes one that is of no use. */
    InstallState drop(InstallState state, DataCopy copy) throws InterruptedException {
        var leaving = state.keeping(copy.leaving());
        folder.save(leaving);
        return gone(leaving, copy);
    }

    private InstallState gone(InstallState state, DataCopy copy) throws InterruptedException {
        machine.saved().drop(state.name(), copy.id());
        var after = state.forgetting(copy);
        folder.save(after);
        return after;
    }
}
