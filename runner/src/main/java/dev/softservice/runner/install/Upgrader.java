package dev.softservice.runner.install;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.evidence.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code softservice upgrade} and one look of {@code track}: to the newest stable release, or back, or a reason why not. */
public final class Upgrader {
    private final Site site;

    public Upgrader(Site site) {
        this.site = site;
    }

    /**
     * What the user asked for.
     *
     * @param accepted permissions beyond those of what runs are agreed to
     * @param retry    try a release that failed here before
     * @param bySelf   nobody asked for it now
     * @param building what they said about building from source
     */
    public record Wish(
            Map<String, String> settings, boolean accepted, boolean retry, boolean bySelf, Building building) {
        /** By itself: agrees to nothing. */
        public static final Wish TRACKING = new Wish(Map.of(), false, false, true, Building.ASK);

        /** Somebody wants it now, and said nothing of building. */
        public Wish(Map<String, String> settings, boolean accepted, boolean retry) {
            this(settings, accepted, retry, false, Building.ASK);
        }
    }

    public sealed interface Outcome {
        String name();
    }

    public record UpToDate(String name, Version version) implements Outcome {}

    public record Upgraded(String name, Version from, Version to) implements Outcome {}

    /** There is a newer release, which failed here before, or its user went back from it, and it is not tried by itself now. */
    public record Passed(String name, Version version, InstallState.Failure failure) implements Outcome {}

    /** What was damaged or taken away is made again. {@code what}: a sentence each. */
    public record Healed(String name, Version version, List<String> what) implements Outcome {}

    /** Its user has stopped it, so it is left alone. */
    public record Resting(String name, Version version) implements Outcome {}

    /** This machine could not take a newer release, and trying again so soon would not help. */
    public record Waiting(String name, Version version, Trouble trouble) implements Outcome {}

    /** Whatever keeps it from following its hub is written down for {@code status}, with the time since when. */
    public Outcome upgrade(Optional<String> wanted, Wish wish) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            try {
                var outcome = attempt(folder, wish);
                if (!(outcome instanceof Waiting)) note(folder, Optional.empty());
                return outcome;
            } catch (InstallRefusal refusal) {
                // A slip of whoever typed it is nothing that keeps it from following.
                if (wish.bySelf() || refusal.kind() != InstallRefusal.Kind.BAD_INPUT)
                    note(folder, Optional.of(refusal));
                throw refusal;
            } catch (EngineException engine) {
                note(folder, Optional.of(InstallRefusal.platform(engine.getMessage())));
                throw engine;
            }
        }
    }

    private void note(InstallationFolder folder, Optional<InstallRefusal> refusal) {
        try {
            var state = folder.state().orElseThrow();
            var before = state.upkeep().trouble();
            var now =
                    refusal.map(each -> Trouble.after(before, each, site.clock().instant()));
            if (!now.equals(before)) folder.save(state.with(state.upkeep().with(now)));
        } catch (InstallRefusal damaged) {
            // There is nothing left to write it into, and the first refusal says so.
        }
    }

    private Outcome attempt(InstallationFolder folder, Wish wish) throws InterruptedException {
        var known = folder.state().orElseThrow();
        var change = site.change(folder);
        var state = change.resume(known);
        var current = state.current()
                .orElseThrow(() -> InstallRefusal.input(
                        state.name() + ": its installation has not come up yet: softservice install "
                                + state.place().source().url() + " tries again"));
        if (wish.bySelf() && state.upkeep().stopped()) return new Resting(state.name(), current.version());
        var healed = wish.bySelf() ? change.heal(state) : List.<String>of();
        var signers = folder.signers()
                .orElseThrow(
                        () -> InstallRefusal.untrusted(state.name() + ": the file with the pinned key is gone from "
                                + site.folders().root() + "; put a backup of it back, or pin the hub's key again with"
                                + " softservice trust " + state.name() + " SHA256:…"));
        var release = new Repin(site).look(change, state, signers);
        if (release.version().equals(current.version())) {
            if (!release.commit().equals(current.subject().commit()))
                throw InstallRefusal.untrusted("the hub shows another commit as " + current.version()
                        + " than the one installed here: refused, what runs stays; ask the hub's operator");
            return healed.isEmpty()
                    ? new UpToDate(state.name(), current.version())
                    : new Healed(state.name(), current.version(), healed);
        }
        var failed = state.failureOf(release.commit(), site.clock().instant());
        if (failed.isPresent() && !wish.retry()) return new Passed(state.name(), current.version(), failed.get());
        var trouble =
                state.upkeep().trouble().filter(each -> site.clock().instant().isBefore(each.next()));
        if (wish.bySelf() && trouble.isPresent()) return new Waiting(state.name(), current.version(), trouble.get());
        change.upgrade(state, ready(change, state, release, wish));
        return new Upgraded(state.name(), current.version(), release.version());
    }

    private Change.Ready ready(Change change, InstallState state, StableRelease release, Wish wish)
            throws InterruptedException {
        var current = state.current().orElseThrow();
        var title = release.tag().distro() + " " + release.version();
        if (!release.tag().distro().equals(current.distro())) {
            throw InstallRefusal.untrusted(
                    "the hub offers " + title + " where " + current.distro() + " is installed: refused");
        }
        var here = site.machine().architecture();
        var choice = new ImageChoice(site.conversation(), state.current(), wish.building());
        var tree = change.checkout(state.place(), release, choice);
        for (var gone : tree.manifest().data().dropped())
            site.conversation()
                    .say(title + " gives up the volume " + gone.name() + " of earlier versions: " + gone.reason());
        var wanted = new java.util.ArrayList<>(Consent.beyond(current.permissions(), tree.permissions()));
        wanted.addAll(Consent.opened(current.endpoints(), tree.published()));
        Provenance.elsewhere(state, release, here).ifPresent(wanted::add);
        Consent.ask(wanted, title, wish.accepted(), site.conversation());
        var kept = new java.util.LinkedHashMap<>(state.parameters());
        kept.keySet().retainAll(tree.manifest().parameters().keySet());
        var values = Choices.of(tree.manifest(), kept, wish.settings(), site.conversation());
        var plan = change.plan(tree, state.place(), values);
        BuiltOn.other(tree.composition(), plan, site.machine()).ifPresent(site.conversation()::say);
        var images = choice.agreed(title, plan, here);
        site.conversation().say(state.name() + ": upgrading " + current.version() + " to " + release.version());
        return new Change.Ready(release, tree, values, plan, images);
    }

    /** Nothing older than what was believed before: a server that shows it is behind, or wants an old hole open again. */
    static void refuseOlder(InstallState state, StableRelease release) {
        state.history()
                .highest()
                .filter(highest -> release.version().compareTo(highest) < 0)
                .ifPresent(highest -> {
                    throw InstallRefusal.untrusted("the hub offers " + release.version() + ", older than " + highest
                            + " which it offered before: refused, what runs stays");
                });
    }
}
