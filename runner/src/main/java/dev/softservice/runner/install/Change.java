package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.secret.Mask;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The changes to one installation, held by its lock: each writes down what it is about to do before it does it, so that a crash at any
 * point leaves a state that says where to go on.
 */
final class Change {
    private static final Set<Machine.State> STOPPED =
            Set.of(Machine.State.EXITED, Machine.State.CREATED, Machine.State.DEAD, Machine.State.PAUSED);

    private final InstallationFolder folder;
    private final Machine machine;
    private final Conversation conversation;
    private final Clock clock;
    private final Supply supply;
    private final ReleaseFetch fetch;
    private final Changeover changeover;

    Change(InstallationFolder folder, Site site) {
        this.folder = folder;
        this.machine = site.machine();
        this.conversation = site.conversation();
        this.clock = site.clock();
        this.supply = site.supply();
        this.fetch = site.fetch(folder);
        this.changeover = new Changeover(folder, site);
    }

    /** A release that has been fetched, believed, read and agreed to, ready to run. */
    record Ready(
            StableRelease release,
            Tree tree,
            ParameterValues values,
            Plan plan,
            ImagesFrom images,
            Upgrader.Trial trial) {}

    /** As {@link ReleaseFetch#look}. */
    StableRelease look(InstallState state, AllowedSigners signers, boolean stale) {
        return fetch.look(state, signers, stale);
    }

    /** Where the hub's root key says that the hub is now; else the state as it was. */
    InstallState moved(InstallState state) {
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL, supply)) {
            var keys = new HubKeys(repository, state, clock.instant());
            var address = folder.signers().flatMap(keys::moved);
            if (address.isEmpty()) return state;
            var place = state.place();
            conversation.say(state.name() + ": its hub is at " + address.get() + " now, as its root key says");
            var moved =
                    state.at(new InstallState.Place(place.name(), place.source().at(address.get()), place.bind()));
            folder.save(moved);
            return moved;
        }
    }

    /** The exact files of a release and of all that it is made of, written out: what its signed evidence names, and nothing else. */
    Tree checkout(InstallState.Place place, StableRelease release, ImageChoice choice) throws InterruptedException {
        fetch.write(place, release);
        return Tree.read(
                folder, release.version(), choice.of(release.evidence().composition(), machine.architecture()));
    }

    /** The plan for these values, once it is certain that nothing of it belongs to somebody else on this machine. */
    Plan plan(Tree tree, InstallState.Place place, ParameterValues values) throws InterruptedException {
        var plan = tree.plan(place, values, folder.secrets());
        machine.clash(plan).ifPresent(taken -> {
            throw InstallRefusal.input(place.name() + " can't stand beside what is here: " + taken
                    + "; give one of them another name with --name");
        });
        machine.takenPort(plan).ifPresent(port -> {
            throw InstallRefusal.input(place.name() + ": " + port + " is taken by something else on this machine: give"
                    + " another port with --set, or another address with --bind");
        });
        return plan;
    }

    /** A first installation, or one that finds the data of an earlier one: whatever is there, its user may have written it. */
    InstallState install(InstallState before, Ready ready) throws InterruptedException {
        var state = before.with(ready.values().values())
                .seen(ready.release().version(), ready.release().tag().origin());
        boolean data = machine.inventory(state.name()).volumes() > 0;
        changeover.bring(state, ready.plan());
        return data
                ? changeover.over(state, next(before.place(), ready))
                : changeover.first(state, next(before.place(), ready));
    }

    /** From one release to the next with the same data, or back. */
    InstallState upgrade(InstallState before, Ready ready) throws InterruptedException {
        var state = before.seen(ready.release().version(), ready.release().tag().origin());
        folder.save(state);
        var next = next(before.place(), ready);
        var left = before.current().orElseThrow().version() + " was left running";
        changeover.bring(state, ready.plan());
        switch (Changeover.masked(ready.plan(), machine.prepare(ready.plan(), conversation::progress))) {
            case Machine.Arrived _ -> {}
            case Machine.Hindered hindered -> throw changeover.refused(next, hindered, left);
            case Machine.Stranded stranded -> {
                folder.save(state.failed(InstallState.Failure.of(next.release(), stranded.reason(), clock.instant())));
                throw changeover.refused(next, stranded, left);
            }
        }
        if (ready.trial() != Upgrader.Trial.SKIPPED
                && rehearse(ready) instanceof Machine.Fell fell
                && fits(state, fell)) {
            folder.save(state.failed(InstallState.Failure.of(next.release(), fell.reason(), clock.instant())));
            throw InstallRefusal.failed(next.title() + " does not pass its tests here, with your settings: "
                    + fell.reason() + "; " + left + "; --skip-tests takes it all the same");
        }
        var running = changeover.over(state, next);
        folder.keepOnly(running);
        return running;
    }

    /** Fetches the images of a release that is to be tried. */
    void bring(InstallState state, Ready ready) throws InterruptedException {
        changeover.bring(state, ready.plan());
    }

    /**
     * Runs the release's tests with its user's settings, in an environment that is empty and thrown away. What runs is not touched. The
     * tests that bring a program of their own have passed on the hub alone.
     */
    Machine.Tried rehearse(Ready ready) throws InterruptedException {
        conversation.progress("trying " + ready.release().version() + " with your settings");
        return tried(ready.tree().plan(throwaway(), ready.values(), folder.secrets()));
    }

    /** Where what runs does not pass its own tests with these settings either, the tests do not fit them, and say nothing of the new release. */
    private boolean fits(InstallState state, Machine.Fell fell) throws InterruptedException {
        conversation.progress("trying what runs with the same settings");
        boolean fits = tried(Tree.running(folder, state, conversation, throwaway())) instanceof Machine.Held;
        if (!fits)
            conversation.say("its tests do not fit your settings (" + fell.reason()
                    + "), and those of what runs do not either: they decide nothing");
        return fits;
    }

    private EnvironmentScope.Run throwaway() {
        return new EnvironmentScope.Run(
                trials(folder), "try-" + UUID.randomUUID().toString().substring(0, 8), false);
    }

    /** By this the engine tells what is tried out for this installation: what a kill has left of it is removed before the next trial, and at the end. */
    static String trials(InstallationFolder folder) {
        return "softservice-try-" + Integer.toHexString(folder.root().toString().hashCode());
    }

    private Machine.Tried tried(Plan plan) throws InterruptedException {
        return switch (machine.tryOut(plan.withoutPrograms(), Map.of(), conversation::progress)) {
            case Machine.Held held -> held;
            case Machine.Fell fell -> new Machine.Fell(new Mask(plan.secrets()).apply(fell.reason()));
        };
    }

    /** New settings for the release that is here. */
    InstallState reconfigure(InstallState before, InstallState.Place place, ParameterValues values, Plan plan)
            throws InterruptedException {
        changeover.bring(before, plan);
        return changeover.over(
                before, new Changeover.Next(before.current().orElseThrow(), place, values.values(), plan));
    }

    InstallState revert(InstallState before, DataCopy target) throws InterruptedException {
        return changeover.revert(before, target);
    }

    /** Makes again what somebody took away or stopped. Returns a sentence for each such thing; none: everything was there. */
    List<String> heal(InstallState state) throws InterruptedException {
        var here = machine.inventory(state.name()).containers().stream()
                .collect(Collectors.toMap(Machine.Container::service, Machine.Container::state, (one, _) -> one));
        var wrong = new ArrayList<String>();
        Plan plan;
        try {
            plan = Tree.running(folder, state, conversation);
        } catch (InstallRefusal damaged) {
            // Without its files it can't be made again; a newer release brings its own.
            conversation.say(damaged.getMessage());
            return List.of();
        }
        for (var container : plan.environment().containers()) {
            var found = here.get(container.name());
            if (found == null) wrong.add(container.name() + " was gone");
            else if (container.restart().unlessStopped() && STOPPED.contains(found))
                wrong.add(container.name() + " was " + found.word());
        }
        if (wrong.isEmpty()) return wrong;
        conversation.say(state.name() + ": " + String.join(", ", wrong) + "; made right again");
        changeover.start(state);
        return wrong;
    }

    /** A copy of the data, with everything up again. */
    InstallState copied(InstallState state, String why) throws InterruptedException {
        return changeover.start(changeover.save(state, why));
    }

    /** The copy is of no use any more. */
    void uncopied(DataCopy copy) throws InterruptedException {
        new Copies(folder, machine, conversation, clock).drop(folder.state().orElseThrow(), copy);
    }

    InstallState restore(InstallState here, InstallState from, Changeover.Filling filling) throws InterruptedException {
        return changeover.restore(here, from, filling);
    }

    InstallState start(InstallState state) throws InterruptedException {
        return changeover.start(state);
    }

    /** Finishes what a crash or an interruption left half-done, so that exactly one version runs. */
    InstallState resume(InstallState state) throws InterruptedException {
        return changeover.resume(state);
    }

    private Changeover.Next next(InstallState.Place place, Ready ready) {
        var tag = ready.release().tag();
        var release = new Installed(
                tag.distro(),
                tag.version(),
                tag.tested().subject(),
                Consent.sum(ready.tree().permissions()),
                ready.tree().published(),
                ready.tree().composition(),
                ready.images(),
                clock.instant());
        return new Changeover.Next(release, place, ready.values().values(), ready.plan());
    }

    static String describe(InstallState.Pending pending) {
        return switch (pending.phase()) {
            case INSTALLING -> "installing " + pending.version();
            case SETTING_ASIDE -> "setting aside what " + pending.version() + " had left";
            case SAVING -> "copying the data of " + pending.version();
            case UPGRADING -> "trying " + pending.version();
            case PUBLISHING -> "opening " + pending.version() + " to its users";
            case GOING_BACK -> "going back to " + pending.version();
            case RESTORING -> "restoring a backup of " + pending.version();
            case STARTING -> "starting " + pending.version();
            case UNINSTALLING -> "uninstalling";
        };
    }
}
