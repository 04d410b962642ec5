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
     */
    public record Wish(
            Source source,
            Optional<String> name,
            Map<String, String> settings,
            Optional<String> bind,
            Optional<Path> key,
            boolean accepted) {}

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
            var signers = trust(folder, place, wish.key());
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
        var release = change.look(state, signers);
        // Only now: a mistyped address must not leave the wrong hub's key behind under this name.
        folder.pin(signers);
        var tag = release.tag();
        var tree = change.checkout(state.place(), release);
        site.conversation()
                .say(tag.distro() + " " + tag.version() + ", " + tag.tested().passed()
                        + (tag.tested().passed() == 1 ? " test" : " tests") + " passed at level "
                        + tag.tested().reached().level() + besides(tag) + ", signed by " + release.signedBy());
        tell(tree.composition().uses());
        site.conversation().say(Consent.shown(tree.permissions()));
        var wanted = new ArrayList<>(
                Consent.beyond(dev.softservice.manifest.model.Manifest.Permissions.NONE, tree.permissions()));
        Provenance.elsewhere(state, release, site.machine().architecture()).ifPresent(wanted::add);
        Consent.ask(wanted, tag.distro() + " " + tag.version(), wish.accepted(), site.conversation());
        var values = Choices.of(tree.manifest(), state.parameters(), wish.settings(), site.conversation());
        var plan = change.plan(tree, state.place(), values);
        BuiltOn.other(tree.composition(), plan, site.machine()).ifPresent(site.conversation()::say);
        var running = change.install(state, new Change.Ready(release, tree, values, plan));
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
                            + " is installed already; softservice upgrade looks for a newer one");
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
    private AllowedSigners trust(InstallationFolder folder, Place place, Optional<Path> key)
            throws InterruptedException {
        var pinned = folder.signers();
        if (key.isEmpty() && pinned.isPresent()) return pinned.get();
        if (key.isEmpty() && !site.machine().inventory(place.name()).isEmpty()) {
            throw InstallRefusal.input("there are containers or data of an installation " + place.name()
                    + " here, but what was known of it is gone, its key too:"
                    + " give the hub's key with --key FILE, or another name with --name");
        }
        AllowedSigners signers;
        if (key.isPresent()) signers = TrustedKeys.ofFile(key.get());
        else
            signers = TrustedKeys.ofHub(place.source()
                    .hub()
                    .orElseThrow(() -> InstallRefusal.input(
                            "a repository on disk publishes no key: give its hub's with --key FILE")));
        if (pinned.isPresent() && !signers.toString().equals(pinned.get().toString())) {
            throw InstallRefusal.untrusted(place.name() + ": another key is pinned here than " + key.orElseThrow()
                    + " holds; if the hub really has a new key, uninstall (the data stays), remove "
                    + site.folders().root() + "/installations/" + place.name() + " and install again");
        }
        site.conversation()
                .say((key.isPresent() ? "trusting the key " : "first contact: trusting the key ")
                        + signers.signers().stream()
                                .map(signer -> signer.key().fingerprint() + " of " + signer.principal())
                                .collect(Collectors.joining(", ")));
        return signers;
    }
}
