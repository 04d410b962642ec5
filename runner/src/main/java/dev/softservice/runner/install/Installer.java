package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Evidence.Used;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.install.InstallState.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code softservice install}: from an address to a running service, or a reason why not. */
public final class Installer {
    private static final String NEAR = "127.0.0.1";

    private final Site site;

    public Installer(Site site) {
        this.site = site;
    }

    /**
     * What the user asked for.
     *
     * @param name       empty: the repository's
     * @param bind       the address to publish on; empty: 127.0.0.1, or what it was
     * @param key        a file with the key to believe; empty: the hub's own on first contact
     * @param accepted   permissions beyond the default are agreed to
     * @param unprotected a key that comes over plain HTTP may be taken
     * @param building   what they said about building from source
     * @param stale      a statement of what is stable is good enough that has expired
     */
    public record Wish(
            Source source,
            Optional<String> name,
            Map<String, String> settings,
            Optional<String> bind,
            Optional<Path> key,
            boolean accepted,
            boolean unprotected,
            Building building,
            boolean stale) {
        /** For a hub that is reached in a protected way, by somebody who said nothing of building. */
        public Wish(
                Source source,
                Optional<String> name,
                Map<String, String> settings,
                Optional<String> bind,
                Optional<Path> key,
                boolean accepted) {
            this(source, name, settings, bind, key, accepted, false, Building.ASK, false);
        }
    }

    /** What runs now, and where it is reached. */
    public record Running(InstallState state, List<String> addresses) {}

    public Running install(Wish wish) throws InterruptedException {
        var name = wish.name().isPresent()
                ? Source.checkedName(wish.name().get())
                : wish.source().defaultName();
        var folder = site.folders().installation(name);
        try (var _ = folder.lock()) {
            var known = folder.state();
            if (known.isPresent() && known.get().current().isPresent()) return again(folder, known.get(), wish);
            known.ifPresent(state -> checkSameSource(state, wish));
            var place = new Place(
                    name,
                    wish.source(),
                    wish.bind()
                            .or(() -> known.map(state -> state.place().bind()))
                            .orElse(NEAR));
            var signers = trust(folder, place, wish);
            var state = known.orElseGet(() -> InstallState.fresh(place)).at(place);
            return fresh(folder, state, signers, wish);
        }
    }

    private static String besides(ReleaseTag tag) {
        var not = tag.tested().reached().notApplicable();
        return not.isEmpty() ? "" : " (" + not + ")";
    }

    private Running fresh(InstallationFolder folder, InstallState known, AllowedSigners signers, Wish wish)
            throws InterruptedException {
        var change = site.change(folder);
        var state = resumed(change, known);
        var release = change.look(state, signers, wish.stale());
        var tag = release.tag();
        var here = site.machine().architecture();
        var choice = new ImageChoice(site.conversation(), state.current(), wish.building());
        var tree = change.checkout(state.place(), release, choice);
        site.conversation()
                .say(tag.distro() + " " + tag.version() + ", " + tag.tested().passed()
                        + (tag.tested().passed() == 1 ? " test" : " tests") + " passed at level "
                        + tag.tested().reached().level() + besides(tag) + ", signed by " + release.signedBy());
        if (release.word().isEmpty())
            site.conversation()
                    .say("this hub does not say from time to time what is stable: that no newer release is held back"
                            + " can't be told");
        tell(tree.composition().uses());
        site.conversation().say(Consent.shown(tree.permissions()));
        var wanted =
                new ArrayList<>(Consent.beyond(dev.softservice.manifest.model.Permissions.NONE, tree.permissions()));
        Provenance.elsewhere(state, release, here).ifPresent(wanted::add);
        Consent.ask(wanted, tag.distro() + " " + tag.version(), wish.accepted(), site.conversation());
        var values = Choices.of(tree.manifest(), state.parameters(), wish.settings(), site.conversation());
        var plan = change.plan(tree, state.place(), values);
        BuiltOn.other(tree.composition(), plan, site.machine()).ifPresent(site.conversation()::say);
        var images = choice.agreed(tag.distro() + " " + tag.version(), plan, here);
        var running =
                change.install(state, new Change.Ready(release, tree, values, plan, images, Upgrader.Trial.FIRST));
        return new Running(running, Addresses.of(plan, tree.published()));
    }

    private void tell(List<Used> uses) {
        if (!uses.isEmpty())
            site.conversation()
                    .say("made of "
                            + uses.stream()
                                    .map(used -> used.name() + " (" + used.distro() + " " + used.tag() + ")")
                                    .collect(Collectors.joining(", ")));
    }

    /** Data in two copies is one again, before anything else; an uninstallation that was interrupted is over. */
    private static InstallState resumed(Change change, InstallState known) throws InterruptedException {
        boolean leaving = known.pending()
                .filter(pending -> pending.phase() == InstallState.Phase.UNINSTALLING)
                .isPresent();
        return leaving ? known.idle() : change.resume(known);
    }

    /** Installed already: finishes what is half-done, and applies new settings to the release that runs. */
    private Running again(InstallationFolder folder, InstallState known, Wish wish) throws InterruptedException {
        checkSameSource(known, wish);
        if (wish.key().isPresent())
            checkSameKey(folder, known.name(), wish.key().get());
        var change = site.change(folder);
        var state = change.resume(known);
        var current = state.current().orElseThrow();
        var tree = Tree.read(folder, current.version(), current.composition());
        var place = new Place(
                state.name(),
                state.place().source(),
                wish.bind().orElse(state.place().bind()));
        var values = Choices.of(tree.manifest(), state.parameters(), wish.settings(), site.conversation());
        var plan = change.plan(tree, place, values);
        if (wish.settings().isEmpty() && place.equals(state.place())) {
            site.conversation()
                    .say(state.name() + " " + current.version()
                            + (state.upkeep().stopped()
                                    ? " is installed and stopped; softservice start " + state.name() + " starts it"
                                    : " is installed already; softservice upgrade looks for a newer one"));
            if (!state.upkeep().stopped()) change.heal(state);
            return new Running(state, Addresses.of(plan, tree.published()));
        }
        return new Running(change.reconfigure(state, place, values, plan), Addresses.of(plan, tree.published()));
    }

    private static void checkSameSource(InstallState state, Wish wish) {
        if (!state.place().source().url().equals(wish.source().url())) {
            throw InstallRefusal.input(state.name() + " is installed from "
                    + state.place().source().url() + ": give this one another name with --name");
        }
    }

    /** The pinned key; before the first installation the one given, or the hub's own. What the hub publishes later counts for nothing. */
    private AllowedSigners trust(InstallationFolder folder, Place place, Wish wish) throws InterruptedException {
        var pinned = folder.signers();
        if (pinned.isPresent()) {
            if (wish.key().isPresent())
                checkSameKey(folder, place.name(), wish.key().get());
            return pinned.get();
        }
        if (wish.key().isPresent())
            return told("trusting the key ", TrustedKeys.ofFile(wish.key().get()));
        if (!site.machine().inventory(place.name()).isEmpty()) {
            throw InstallRefusal.input("there are containers or data of an installation " + place.name()
                    + " here, but what was known of it is gone, its key too:"
                    + " give the hub's key with --key FILE, or another name with --name");
        }
        if (place.source().hub().isEmpty())
            throw InstallRefusal.input("a repository on disk publishes no key: give its hub's with --key FILE");
        var risk = site.supply().risk(place.source());
        if (risk.isPresent() && !wish.unprotected()) {
            site.conversation().say(risk.get().what());
            if (!site.conversation().agree("Take the key that it shows?"))
                throw InstallRefusal.input(risk.get().what() + ": " + risk.get().remedy()
                        + ", give the key with --key FILE, or add --yes to take what it shows");
        }
        return told("first contact: trusting the key ", site.supply().keys(place.source()));
    }

    private AllowedSigners told(String how, AllowedSigners signers) {
        site.conversation()
                .say(how
                        + signers.compared().stream()
                                .map(signer -> signer.key().fingerprint() + " of " + signer.principal())
                                .collect(Collectors.joining(", ")));
        return signers;
    }

    /** A key that is given for what has one already must be that one. */
    private static void checkSameKey(InstallationFolder folder, String name, Path file) {
        var pinned = folder.signers();
        var given = TrustedKeys.ofFile(file);
        if (pinned.isEmpty() || Repin.fingerprints(given).equals(Repin.fingerprints(pinned.get()))) return;
        throw InstallRefusal.untrusted(Repin.changed(
                        name, file + " holds the key " + String.join(", ", Repin.fingerprints(given)), pinned.get())
                + "softservice trust " + name + " "
                + Repin.fingerprints(given).iterator().next() + " --key " + file + " pins it; nothing was changed");
    }
}
