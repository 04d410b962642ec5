package dev.softservice.runner.install;

import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    private final Changeover changeover;

    Change(InstallationFolder folder, Machine machine, Conversation conversation, Clock clock) {
        this.folder = folder;
        this.machine = machine;
        this.conversation = conversation;
        this.clock = clock;
        this.changeover = new Changeover(folder, machine, conversation, clock);
    }

    /** A release that has been fetched, believed, read and agreed to, ready to run. */
    record Ready(StableRelease release, Tree tree, ParameterValues values, Plan plan, ImagesFrom images) {}

    /** Fetches the newest stable release and checks everything about it: that it is genuine, and the one asked for. */
    StableRelease look(InstallState state, AllowedSigners signers) {
        var place = state.place();
        conversation.progress(new Progress.Looking("asking " + place.source().url()));
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL)) {
            repository.fetch(place.source().url());
            var release = StableRelease.find(repository.repository(), signers);
            Upgrader.refuseOlder(state, release);
            var known = state.current().map(Installed::version).filter(release.version()::equals);
            var remarks = new Provenance(state, repository.repository()).check(release);
            if (known.isEmpty()) remarks.forEach(conversation::say);
            return release;
        }
    }

    /** The exact files of a release and of all that it is made of, written out: what its signed evidence names, and nothing else. */
    Tree checkout(InstallState.Place place, StableRelease release, ImageChoice choice) throws InterruptedException {
        var target = folder.release(release.version());
        var composition = release.evidence().composition();
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL)) {
            Checkout.write(
                    repository.repository(), release.tag().tested().subject().tree(), target);
            var parts = new Parts(repository, composition.pins(), folder.parts(release.version()), conversation);
            if (new Composer(parts, place.source().names()).pinned(Tree.manifest(target), target, composition.pins())
                    instanceof Composer.Refused refused) {
                throw InstallRefusal.untrusted(release.tag().distro() + " " + release.version()
                        + " can't be put together as it was tested: " + some(refused.reasons()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tree.read(folder, release.version(), choice.of(composition, machine.architecture()));
    }

    private static String some(List<String> reasons) {
        int shown = Math.min(3, reasons.size());
        return String.join("; ", reasons.subList(0, shown))
                + (reasons.size() == shown ? "" : "; and " + (reasons.size() - shown) + " more");
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
        var running = changeover.over(state, next);
        folder.keepOnly(running);
        return running;
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

    /** Makes again what somebody took away or stopped. Gives a sentence for each such thing; none: everything was there. */
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
