package dev.softservice.runner.install;

import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.install.InstallState.Failure;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.secret.Mask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;

/**
 * The changes to one installation, held by its lock: each writes down what it is about to do before it does it, so that a crash at any
 * point leaves a state that says where to go on.
 */
final class Change {
    private final InstallationFolder folder;
    private final Machine machine;
    private final Conversation conversation;
    private final Clock clock;

    Change(InstallationFolder folder, Machine machine, Conversation conversation, Clock clock) {
        this.folder = folder;
        this.machine = machine;
        this.conversation = conversation;
        this.clock = clock;
    }

    /** A release that has been fetched, believed, read and agreed to, ready to run. */
    record Ready(StableRelease release, Tree tree, ParameterValues values, Plan plan) {}

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
    Tree checkout(InstallState.Place place, StableRelease release) {
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
        return Tree.read(folder, release.version(), composition);
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
        return plan;
    }

    /** A first installation, or one that finds the data of an earlier one: then that is copied before, as in an upgrade. */
    InstallState install(InstallState before, Ready ready) throws InterruptedException {
        var version = ready.release().version();
        var state = before.with(ready.values().values())
                .seen(version, ready.release().tag().origin());
        boolean data = machine.inventory(state.name()).volumes() > 0
                && before.pending().isEmpty();
        if (data) {
            folder.save(state.doing(Phase.SAVING, version, clock.instant()));
            removeOld(state);
            machine.saved().save(state.name(), conversation::progress);
        }
        folder.save(state.doing(data ? Phase.UPGRADING : Phase.INSTALLING, version, clock.instant()));
        if (arrive(ready.plan()) instanceof Machine.Stranded stranded) {
            var failed = state.failed(failure(ready.release(), stranded));
            if (data) goBack(state, failed);
            else machine.remove(state.name(), true);
            folder.save(failed.idle());
            throw stranded(
                    ready.release(), stranded, data ? "its data is as it was" : "what had come up was removed again");
        }
        var running = state.running(installed(ready));
        folder.save(running);
        machine.saved().drop(state.name());
        return running;
    }

    /** From one release to the next with the same data, or back. */
    InstallState upgrade(InstallState before, Ready ready) throws InterruptedException {
        var version = ready.release().version();
        var state = before.seen(version, ready.release().tag().origin());
        folder.save(state);
        if (masked(ready.plan(), machine.prepare(ready.plan(), conversation::progress))
                instanceof Machine.Stranded stranded) {
            folder.save(state.failed(failure(ready.release(), stranded)));
            throw stranded(
                    ready.release(), stranded, before.current().orElseThrow().version() + " was left running");
        }
        folder.save(state.doing(Phase.SAVING, version, clock.instant()));
        try {
            removeOld(state);
            machine.saved().save(state.name(), conversation::progress);
            folder.save(state.doing(Phase.UPGRADING, version, clock.instant()));
            if (arrive(ready.plan()) instanceof Machine.Stranded stranded) {
                goBack(state, state.failed(failure(ready.release(), stranded)));
                throw stranded(
                        ready.release(),
                        stranded,
                        before.current().orElseThrow().version() + " runs again, with its data");
            }
        } catch (InterruptedException interrupted) {
            conversation.say("interrupted: going back to "
                    + before.current().orElseThrow().version());
            resume(folder.state().orElseThrow());
            throw interrupted;
        }
        var running = state.with(ready.values().values()).running(installed(ready));
        folder.save(running);
        machine.saved().drop(state.name());
        folder.keepOnly(version);
        return running;
    }

    /** New settings for the release that runs. */
    InstallState reconfigure(InstallState before, InstallState.Place place, ParameterValues values, Plan plan)
            throws InterruptedException {
        var current = before.current().orElseThrow();
        var after = before.at(place).with(values.values());
        if (arrive(plan) instanceof Machine.Stranded stranded) {
            start(before);
            throw InstallRefusal.failed(
                    current.distro() + " " + current.version() + " does not come up with these settings: "
                            + stranded.reason() + "; it runs again with those it had");
        }
        folder.save(after);
        return after;
    }

    /** Finishes what a crash or an interruption left half-done, so that exactly one version runs. */
    InstallState resume(InstallState state) throws InterruptedException {
        if (state.pending().isEmpty()) {
            machine.saved().drop(state.name());
            return state;
        }
        conversation.say(state.name() + ": finishing what was left half-done ("
                + describe(state.pending().get()) + ")");
        return switch (state.pending().get().phase()) {
            case INSTALLING -> state;
            case SAVING -> {
                machine.saved().drop(state.name());
                yield start(state);
            }
            case UPGRADING, GOING_BACK -> goBack(state, state);
            case UNINSTALLING ->
                throw InstallRefusal.input(state.name() + ": it was being uninstalled: softservice uninstall "
                        + state.name() + " finishes that");
        };
    }

    /** Its containers and networks; the data stays. */
    private void removeOld(InstallState state) throws InterruptedException {
        conversation.progress("removing the old containers");
        machine.remove(state.name(), false);
    }

    private InstallState goBack(InstallState before, InstallState after) throws InterruptedException {
        var version = before.current()
                .map(Installed::version)
                .or(() -> before.pending().map(InstallState.Pending::version))
                .or(() -> before.history().highest())
                .orElseThrow();
        conversation.say(before.current().isPresent() ? "going back to " + version : "putting the data back");
        folder.save(before.doing(Phase.GOING_BACK, version, clock.instant()));
        removeOld(before);
        machine.saved().putBack(before.name(), conversation::progress);
        var state = start(after);
        machine.saved().drop(before.name());
        return state;
    }

    /** Brings the current release up again, where there is one. */
    private InstallState start(InstallState state) throws InterruptedException {
        if (state.current().isEmpty()) {
            folder.save(state.idle());
            return state.idle();
        }
        var current = state.current().orElseThrow();
        var tree = Tree.read(folder, current.version(), current.composition());
        var plan = tree.plan(
                state.place(),
                Choices.of(tree.manifest(), state.parameters(), java.util.Map.of(), conversation),
                folder.secrets());
        if (arrive(plan) instanceof Machine.Stranded stranded) {
            throw InstallRefusal.failed(current.distro() + " " + current.version() + " does not come up again: "
                    + stranded.reason() + "; its data is safe; softservice logs " + state.name() + " may say why");
        }
        var idle = state.idle();
        folder.save(idle);
        return idle;
    }

    private Machine.Arrival arrive(Plan plan) throws InterruptedException {
        return masked(plan, machine.bringUp(plan, conversation::progress));
    }

    /** What a service prints while it fails is shown, and the reason is kept: neither with a password in it. */
    private static Machine.Arrival masked(Plan plan, Machine.Arrival arrival) {
        if (!(arrival instanceof Machine.Stranded stranded)) return arrival;
        var mask = new Mask(plan.secrets());
        return new Machine.Stranded(
                mask.apply(stranded.reason()),
                stranded.tail().stream().map(mask::apply).toList());
    }

    private Installed installed(Ready ready) {
        var tag = ready.release().tag();
        return new Installed(
                tag.distro(),
                tag.version(),
                tag.tested().subject(),
                Consent.sum(ready.tree().permissions()),
                ready.tree().published(),
                ready.tree().composition(),
                clock.instant());
    }

    private Failure failure(StableRelease release, Machine.Stranded stranded) {
        return new Failure(release.version(), release.commit(), stranded.reason(), clock.instant());
    }

    private InstallRefusal stranded(StableRelease release, Machine.Stranded stranded, String after) {
        stranded.tail().forEach(line -> conversation.say("  | " + line));
        return InstallRefusal.failed(release.tag().distro() + " " + release.version() + " did not come up here: "
                + stranded.reason() + "; " + after);
    }

    static String describe(InstallState.Pending pending) {
        return switch (pending.phase()) {
            case INSTALLING -> "installing " + pending.version();
            case SAVING, UPGRADING -> "upgrading to " + pending.version();
            case GOING_BACK -> "going back to " + pending.version();
            case UNINSTALLING -> "uninstalling";
        };
    }
}
