package dev.softservice.runner.install;

import dev.softservice.manifest.model.VersionNews;
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
     * @param trial    whether the release's tests run here first
     * @param stale    a statement of what is stable is good enough that has expired
     */
    public record Wish(
            Map<String, String> settings,
            boolean accepted,
            boolean retry,
            boolean bySelf,
            Building building,
            Trial trial,
            boolean stale) {
        /** By itself: agrees to nothing. */
        public static final Wish TRACKING = new Wish(Map.of(), false, false, true, Building.ASK, Trial.FIRST, false);

        /** Somebody wants it now, and said nothing of building. */
        public Wish(Map<String, String> settings, boolean accepted, boolean retry) {
            this(settings, accepted, retry, false, Building.ASK, Trial.FIRST, false);
        }
    }

    /** Whether a release's tests run with its user's settings, in an environment that is thrown away, before it is taken. */
    public enum Trial {
        FIRST,
        /** And then nothing is changed. */
        ALONE,
        SKIPPED
    }

    public sealed interface Outcome {
        String name();
    }

    public record UpToDate(String name, Version version) implements Outcome {}

    /** The newer release was tried with its user's settings; nothing was changed. Empty {@code reason}: it passed. */
    public record Tried(String name, Version from, Version to, Optional<String> reason) implements Outcome {}

    public record Upgraded(String name, Version from, Version to) implements Outcome {}

    /** There is a newer release, which failed here before, or its user went back from it, and it is not tried by itself now. */
    public record Passed(String name, Version version, InstallState.Failure failure) implements Outcome {}

    /** What was damaged or taken away is made again. {@code what}: a sentence each. */
    public record Healed(String name, Version version, List<String> what) implements Outcome {}

    /** Its user has stopped it, so it is left alone. */
    public record Resting(String name, Version version) implements Outcome {}

    /** This machine could not take a newer release, and trying again so soon would not help. */
    public record Waiting(String name, Version version, Trouble trouble) implements Outcome {}

    /** What runs has been yanked, and nothing newer takes its place yet. */
    public record Yanked(String name, Version version, String reason) implements Outcome {}

    /** Whatever keeps it from following its hub is written down for {@code status}, with the time since when. */
    public Outcome upgrade(Optional<String> wanted, Wish wish) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            try {
                var outcome = attempt(folder, wish);
                if (!(outcome instanceof Waiting)) note(folder, Optional.empty());
                return outcome;
            } catch (InstallRefusal refusal) {
                // A slip of the user who typed it does not keep it from following.
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
        var release = new Repin(site).look(change, state, signers, wish.stale());
        return followed(change, change.moved(state), new Looked(release, healed), wish);
    }

    /** What the hub shows, and what was made right again before it was asked. */
    private record Looked(StableRelease release, List<String> healed) {}

    private Outcome followed(Change change, InstallState state, Looked looked, Wish wish) throws InterruptedException {
        var current = state.current().orElseThrow();
        var release = looked.release();
        var healed = looked.healed();
        if (release.version().equals(current.version())) {
            if (!release.commit().equals(current.subject().commit()))
                throw InstallRefusal.untrusted("the hub shows another commit as " + current.version()
                        + " than the one installed here: refused, what runs stays; ask the hub's operator");
            return healed.isEmpty()
                    ? new UpToDate(state.name(), current.version())
                    : new Healed(state.name(), current.version(), healed);
        }
        var yanked =
                release.word().flatMap(word -> Optional.ofNullable(word.yanked().get(current.version())));
        if (yanked.isPresent() && release.version().compareTo(current.version()) < 0)
            return new Yanked(state.name(), current.version(), yanked.get());
        yanked.ifPresent(reason -> site.conversation()
                .say(state.name() + ": " + current.version() + ", which runs here, has been yanked: " + reason));
        var failed = state.failureOf(release.commit(), site.clock().instant());
        if (failed.isPresent() && !wish.retry()) return new Passed(state.name(), current.version(), failed.get());
        var trouble =
                state.upkeep().trouble().filter(each -> site.clock().instant().isBefore(each.next()));
        if (wish.bySelf() && trouble.isPresent()) return new Waiting(state.name(), current.version(), trouble.get());
        var ready = ready(change, state, release, wish);
        if (wish.trial() == Trial.ALONE) return tried(change, state, ready);
        change.upgrade(state, ready);
        return new Upgraded(state.name(), current.version(), release.version());
    }

    private static Outcome tried(Change change, InstallState state, Change.Ready ready) throws InterruptedException {
        change.bring(state, ready);
        var reason = change.rehearse(ready) instanceof Machine.Fell fell
                ? Optional.of(fell.reason())
                : Optional.<String>empty();
        return new Tried(
                state.name(),
                state.current().orElseThrow().version(),
                ready.release().version(),
                reason);
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
        var running = running(state);
        running.map(now -> tree.leaves(now, current.version()))
                .orElseGet(tree::leaves)
                .forEach(gone -> site.conversation().say(title + " " + gone));
        running.map(now -> news(now, tree))
                .orElse(List.of())
                .forEach(news -> site.conversation().say(title + " " + news));
        release.tag().notes().merged().forEach(pull -> site.conversation().say(title + " brings " + pull));
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
        if (wish.trial() != Trial.ALONE)
            site.conversation().say(state.name() + ": upgrading " + current.version() + " to " + release.version());
        return new Change.Ready(release, tree, values, plan, images, wish.trial());
    }

    /** What runs, as its files say; empty where they are damaged. */
    private Optional<Tree> running(InstallState state) {
        var current = state.current().orElseThrow();
        try {
            return Optional.of(
                    Tree.read(site.folders().installation(state.name()), current.version(), current.composition()));
        } catch (InstallRefusal damaged) {
            return Optional.empty();
        }
    }

    /** What is new for its user, from what runs to {@code next}: versions in between are passed over. What is asked for, or left, is told of by itself. */
    private static List<String> news(Tree running, Tree next) {
        return VersionNews.between(running.manifest(), next.manifest()).stream()
                .filter(item -> switch (item.kind()) {
                    case DATA, PERMISSIONS, PORTS -> false;
                    case PARAMETERS, PARTS -> item.first();
                })
                .map(VersionNews.Item::says)
                .toList();
    }

    /** Nothing older than what was believed before, unless that has been yanked: a server that shows it is behind, or wants an old hole open again. */
    static void refuseOlder(InstallState state, StableRelease release) {
        state.history()
                .highest()
                .filter(highest -> release.version().compareTo(highest) < 0)
                .filter(highest -> release.word()
                        .filter(word -> word.yanked().containsKey(highest))
                        .isEmpty())
                .ifPresent(highest -> {
                    throw InstallRefusal.untrusted("the hub offers " + release.version() + ", older than " + highest
                            + " which it offered before: refused, what runs stays");
                });
    }
}
