package dev.softservice.runner.install;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.install.InstallState.Failure;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.install.InstallState.Pending;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.secret.Mask;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one release in another's place over the same data, and back. Each step is written down before it is taken. Two rules keep users' data: what may have
 * changed the data is tried where no user reaches it, so taking it back takes nothing of theirs; and once users reach it, nothing is taken back by itself.
 */
final class Changeover {
    /** With less than this left nothing works, whatever it says. */
    private static final long FULL = 16L << 20;

    private final InstallationFolder folder;
    private final Machine machine;
    private final Conversation conversation;
    private final Clock clock;
    private final Supply supply;
    private final Copies copies;

    Changeover(InstallationFolder folder, Site site) {
        this.folder = folder;
        this.machine = site.machine();
        this.conversation = site.conversation();
        this.clock = site.clock();
        this.supply = site.supply();
        this.copies = new Copies(folder, machine, conversation, clock);
    }

    /** What is to run. */
    record Next(Installed release, InstallState.Place place, Map<String, String> parameters, Plan plan) {
        String title() {
            return release.distro() + " " + release.version();
        }
    }

    /** The first release, where there is no data yet. What it leaves when it does not come up is set aside, never lost. */
    InstallState first(InstallState state, Next next) throws InterruptedException {
        folder.save(state.doing(Phase.INSTALLING, next.release().version(), clock.instant()));
        return switch (arrive(next.plan())) {
            case Machine.Arrived _ -> settled(state.running(next.release()));
            case Machine.Stranded stranded -> {
                setAside(state.failed(Failure.of(next.release(), stranded.reason(), clock.instant())), next);
                throw refused(next, stranded, "what had come up was removed again");
            }
            case Machine.Hindered hindered -> {
                setAside(state, next);
                throw refused(next, hindered, "what had come up was removed again");
            }
        };
    }

    private void setAside(InstallState state, Next next) throws InterruptedException {
        machine.remove(state.name(), false);
        if (machine.inventory(state.name()).volumes() == 0) {
            folder.save(state.idle());
            return;
        }
        long bytes = copies.ask(state, "what it has written so far stays where it is");
        var aside = copies.take(state, "after " + next.release().version() + " had not come up", bytes);
        folder.save(aside.doing(Phase.SETTING_ASIDE, next.release().version(), clock.instant()));
        machine.saved().erase(state.name());
        folder.save(copies.tidy(aside).idle());
    }

    /** Over the data that is here: saved first, tried, and opened to users once it has passed; on any failure all is as it was. */
    InstallState over(InstallState before, Next next) throws InterruptedException {
        var saved = save(before, "before " + next.release().version() + (isSame(before, next) ? " was set anew" : ""));
        var copy = saved.upkeep().copies().getLast();
        folder.save(saved.doing(Phase.UPGRADING, next.release().version(), clock.instant(), copy.id()));
        Machine.Arrival arrival;
        try {
            arrival = arrive(Unpublished.of(next.plan()));
            if (arrival instanceof Machine.Stranded stranded && isFull())
                arrival = new Machine.Hindered("the engine's disk is full: " + stranded.reason(), stranded.tail());
        } catch (InterruptedException interrupted) {
            conversation.say("interrupted: nothing of " + next.title() + " stays");
            goBack(saved, copy);
            throw interrupted;
        } catch (RuntimeException failure) {
            throw backAfter(saved, copy, failure);
        }
        switch (arrival) {
            case Machine.Arrived _ -> {}
            case Machine.Stranded stranded -> {
                var failure = Failure.of(next.release(), stranded.reason(), clock.instant());
                goBack(isSame(before, next) ? saved : saved.failed(failure), copy);
                throw refused(next, stranded, asBefore(before));
            }
            case Machine.Hindered hindered -> {
                goBack(saved, copy);
                throw refused(next, hindered, asBefore(before));
            }
        }
        var passed = saved.at(next.place()).with(next.parameters()).running(next.release());
        return copies.tidy(publish(passed, next.plan(), copy));
    }

    private static boolean isSame(InstallState before, Next next) {
        return before.current()
                .filter(current -> current.subject().equals(next.release().subject()))
                .isPresent();
    }

    private boolean isFull() throws InterruptedException {
        var free = machine.saved().disk().free();
        return free.isPresent() && free.getAsLong() < FULL;
    }

    private static String asBefore(InstallState before) {
        return before.current()
                .map(current -> current.version() + " runs again, with its data")
                .orElse("its data is as it was");
    }

    private RuntimeException backAfter(InstallState saved, DataCopy copy, RuntimeException failure)
            throws InterruptedException {
        try {
            goBack(saved, copy);
        } catch (RuntimeException again) {
            return InstallRefusal.platform(failure.getMessage() + "; going back did not work either: "
                    + again.getMessage() + "; the data is safe: softservice repair " + saved.name() + " finishes it");
        }
        return failure instanceof EngineException
                ? InstallRefusal.platform(failure.getMessage() + "; " + asBefore(saved))
                : failure;
    }

    /** Copies the data with everything down. Where that fails, what ran runs again. */
    InstallState save(InstallState state, String why) throws InterruptedException {
        var left = state.current()
                .map(current -> current.version() + " was left running")
                .orElse("nothing was changed");
        long bytes = copies.ask(state, left);
        try {
            return copies.take(state, why, bytes);
        } catch (InterruptedException interrupted) {
            conversation.say("interrupted: nothing was changed");
            resume(folder.state().orElseThrow());
            throw interrupted;
        } catch (RuntimeException failure) {
            try {
                resume(folder.state().orElseThrow());
            } catch (RuntimeException again) {
                throw InstallRefusal.platform("the data could not be copied: " + failure.getMessage()
                        + "; starting again did not work either: "
                        + again.getMessage() + "; the data is untouched: softservice repair " + state.name()
                        + " finishes it");
            }
            throw InstallRefusal.platform(
                    state.name() + ": its data could not be copied: " + failure.getMessage() + "; "
                            + state.current()
                                    .map(current -> current.version() + " runs again")
                                    .orElse("nothing was changed"));
        }
    }

    /** Opens what has passed to its users. From here on only they may take it back. */
    private InstallState publish(InstallState passed, Plan plan, DataCopy copy) throws InterruptedException {
        var version = passed.current().orElseThrow().version();
        folder.save(passed.doing(Phase.PUBLISHING, version, clock.instant(), copy.id()));
        var arrival = arrive(Unpublished.untested(plan));
        if (arrival instanceof Machine.Arrived) return settled(passed);
        throw InstallRefusal.failed(
                passed.name() + " " + version + " has passed its checks, but does not come up for its"
                        + " users: " + reason(arrival)
                        + "; somebody may have used it already, so nothing is taken back by itself:"
                        + " softservice repair " + passed.name() + " tries again"
                        + copy.version()
                                .map(before -> ", softservice revert " + passed.name() + " goes back to " + before)
                                .orElse(""));
    }

    /** Its user goes back to an earlier copy of the data, and the release that belongs to it. The data of now is kept as a copy. */
    InstallState revert(InstallState before, DataCopy target) throws InterruptedException {
        var saved = save(before, "before going back to " + describe(target));
        var leaving = saved.current()
                .filter(current -> !Optional.of(current.version()).equals(target.version()))
                .map(current -> saved.failed(new Failure(
                        current.version(),
                        current.subject().commit(),
                        "you went back from it",
                        clock.instant(),
                        Optional.empty())))
                .orElse(saved);
        putBack(leaving, target);
        return copies.tidy(start(leaving.asOf(target)));
    }

    /** Makes the volumes of an installation, of which none is there. */
    interface Filling {
        void into(String name) throws InterruptedException;
    }

    /** Puts what a backup holds in the place of what is here, which is kept as a copy. Where that fails, all is as it was. */
    InstallState restore(InstallState here, InstallState from, Filling filling) throws InterruptedException {
        var version = from.current().orElseThrow().version();
        boolean data = machine.inventory(here.name()).volumes() > 0;
        var saved = data ? save(here, "before a backup of " + version + " was restored") : here;
        var copy = data ? saved.upkeep().copies().getLast().id() : "";
        folder.save(saved.doing(Phase.RESTORING, version, clock.instant(), copy));
        try {
            machine.remove(saved.name(), false);
            machine.saved().erase(saved.name());
            filling.into(saved.name());
        } catch (InterruptedException interrupted) {
            unrestored(folder.state().orElseThrow());
            throw interrupted;
        } catch (RuntimeException failure) {
            unrestored(folder.state().orElseThrow());
            throw InstallRefusal.platform(saved.name() + ": the backup could not be restored: " + failure.getMessage()
                    + "; " + asBefore(saved));
        }
        var restored = saved.restored(from);
        folder.save(restored.doing(Phase.STARTING, version, clock.instant()));
        return copies.tidy(start(restored.with(restored.upkeep().up(clock.instant()))));
    }

    private InstallState unrestored(InstallState state) throws InterruptedException {
        var copy = state.copy(state.pending().orElseThrow().copy());
        if (copy.isPresent()) return goBack(state, copy.get());
        machine.remove(state.name(), false);
        machine.saved().erase(state.name());
        folder.save(state.removed());
        return state.removed();
    }

    static String describe(DataCopy copy) {
        return copy.version()
                .map(Object::toString)
                .orElse("the data of " + copy.taken().at());
    }

    /** Finishes what a crash or an interruption left half-done, so that exactly one version runs. */
    InstallState resume(InstallState state) throws InterruptedException {
        if (state.pending().isEmpty()) return copies.tidy(state);
        var pending = state.pending().get();
        conversation.say(state.name() + ": finishing what was left half-done (" + Change.describe(pending) + ")");
        return switch (pending.phase()) {
            case INSTALLING -> state;
            case SAVING -> {
                if (state.copy(pending.copy()).isEmpty()) machine.saved().drop(state.name(), pending.copy());
                // The engine goes on with a stop that a killed command asked for: what still runs ends in a moment.
                machine.remove(state.name(), false);
                yield start(state);
            }
            case SETTING_ASIDE -> {
                machine.remove(state.name(), false);
                machine.saved().erase(state.name());
                folder.save(state.idle());
                yield state.idle();
            }
            case UPGRADING, GOING_BACK -> goBack(state, copyOf(state, pending));
            case RESTORING -> unrestored(state);
            case PUBLISHING, STARTING -> start(state);
            case UNINSTALLING ->
                throw InstallRefusal.input(state.name() + ": it was being uninstalled: softservice uninstall "
                        + state.name() + " finishes that");
        };
    }

    private static DataCopy copyOf(InstallState state, Pending pending) {
        return state.copy(pending.copy())
                .orElseThrow(() -> InstallRefusal.failed(state.name() + ": it is half-way through a change ("
                        + Change.describe(pending) + "), and nothing is known of the copy of its data '"
                        + pending.copy()
                        + "': put a backup of its state.json back"));
    }

    /** Nobody but the platform has written since the copy was taken, so it is no use any more once it has been put back. */
    private InstallState goBack(InstallState from, DataCopy copy) throws InterruptedException {
        conversation.say(
                copy.version().map(version -> "going back to " + version).orElse("putting the data back"));
        putBack(from, copy);
        return start(from.asOf(copy));
    }

    private void putBack(InstallState from, DataCopy copy) throws InterruptedException {
        var version = copy.version().or(() -> from.history().highest()).orElse(InstallState.NO_VERSION);
        folder.save(from.doing(Phase.GOING_BACK, version, clock.instant(), copy.id()));
        machine.remove(from.name(), false);
        boolean there = machine.saved().putBack(from.name(), copy.id(), conversation::progress);
        if (!there && copy.bytes() > 0)
            throw InstallRefusal.failed(from.name() + ": the copy " + copy.id()
                    + " of its data is not on this engine any more; the data was left as it is");
        folder.save(from.asOf(copy).doing(Phase.STARTING, version, clock.instant(), copy.id()));
    }

    /** Brings the current release up for its users, where there is one and they want it up. */
    InstallState start(InstallState state) throws InterruptedException {
        if (state.current().isEmpty() || state.upkeep().stopped()) {
            folder.save(state.idle());
            return state.idle();
        }
        var current = state.current().orElseThrow();
        var plan = Tree.running(folder, state, conversation);
        bring(state, plan);
        var arrival = arrive(plan);
        if (arrival instanceof Machine.Arrived) return settled(state);
        throw InstallRefusal.failed(current.distro() + " " + current.version() + " does not come up again: "
                + reason(arrival) + "; its data is safe; softservice logs " + state.name() + " may say why");
    }

    private InstallState settled(InstallState state) {
        var settled = state.idle().with(state.upkeep().up(clock.instant()));
        folder.save(settled);
        return settled;
    }

    /** The images that the release was tested with, where they are not here yet. What runs goes on meanwhile. */
    void bring(InstallState state, Plan plan) throws InterruptedException {
        var source = state.place().source();
        new ImageCourier(
                        missing -> supply.images(
                                Supply.WantedImages.of(source, missing, folder.images(), conversation::say)),
                        folder.images(),
                        machine.images(),
                        conversation)
                .bring(plan);
    }

    Machine.Arrival arrive(Plan plan) throws InterruptedException {
        return masked(plan, machine.bringUp(plan, conversation::progress));
    }

    /** What a service prints while it fails is shown, and the reason is kept: neither with a password in it. */
    static Machine.Arrival masked(Plan plan, Machine.Arrival arrival) {
        var mask = new Mask(plan.secrets());
        return switch (arrival) {
            case Machine.Arrived arrived -> arrived;
            case Machine.Stranded stranded ->
                new Machine.Stranded(
                        mask.apply(stranded.reason()),
                        stranded.tail().stream().map(mask::apply).toList());
            case Machine.Hindered hindered ->
                new Machine.Hindered(
                        mask.apply(hindered.reason()),
                        hindered.tail().stream().map(mask::apply).toList());
        };
    }

    private static String reason(Machine.Arrival arrival) {
        return switch (arrival) {
            case Machine.Arrived _ -> "";
            case Machine.Stranded stranded -> stranded.reason();
            case Machine.Hindered hindered -> hindered.reason();
        };
    }

    InstallRefusal refused(Next next, Machine.Stranded stranded, String after) {
        stranded.tail().forEach(line -> conversation.say("  | " + line));
        return InstallRefusal.failed(next.title() + " did not come up here: " + stranded.reason() + "; " + after);
    }

    InstallRefusal refused(Next next, Machine.Hindered hindered, String after) {
        hindered.tail().forEach(line -> conversation.say("  | " + line));
        return InstallRefusal.platform(next.title() + " can't be had on this machine now: " + hindered.reason() + "; "
                + after + "; that is not held against it: it is tried again");
    }
}
