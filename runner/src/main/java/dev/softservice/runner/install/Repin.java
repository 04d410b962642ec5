package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code softservice trust}: pins another key for an installation, after its user has compared the fingerprints.
 * Nothing else changes.
 */
public final class Repin {
    private final Site site;

    public Repin(Site site) {
        this.site = site;
    }

    /** Fetches and checks; where the hub shows another key than the pinned one, that is what the refusal explains. */
    StableRelease look(Change change, InstallState state, AllowedSigners pinned, boolean stale)
            throws InterruptedException {
        try {
            return change.look(state, pinned, stale);
        } catch (InstallRefusal refusal) {
            if (refusal.kind() != Kind.UNTRUSTED || state.place().source().hub().isEmpty()) throw refusal;
            throw explained(state, pinned, refusal);
        }
    }

    private InstallRefusal explained(InstallState state, AllowedSigners pinned, InstallRefusal refusal)
            throws InterruptedException {
        var hub = state.place().source().hub().orElseThrow();
        AllowedSigners shown;
        try {
            shown = site.supply().keys(state.place().source());
        } catch (InstallRefusal silent) {
            return refusal;
        }
        var now = fingerprints(shown);
        if (now.equals(fingerprints(pinned))) return refusal;
        return InstallRefusal.untrusted(changed(state.name(), hub + " shows the key " + String.join(", ", now), pinned)
                + "softservice trust " + state.name() + " " + now.iterator().next()
                + " pins it; nothing was changed, and what runs stays (" + refusal.getMessage() + ")");
    }

    /** Why another key is refused, up to the command that takes it. */
    static String changed(String name, String other, AllowedSigners pinned) {
        return name + ": " + other + ", and pinned here is " + String.join(", ", fingerprints(pinned))
                + ": either the operator has changed it, or somebody stands between you and the hub; compare it with"
                + " what the operator tells you another way; if it is right, ";
    }

    static String text(AllowedSigners signers) {
        return String.join(", ", fingerprints(signers));
    }

    /** The keys that a hub signs with now. */
    static String present(AllowedSigners signers) {
        return signers.signers().stream()
                .filter(signer -> signer.namespaces().contains(StableStatement.NAMESPACE))
                .map(signer -> signer.key().fingerprint())
                .collect(Collectors.joining(", "));
    }

    static Set<String> fingerprints(AllowedSigners signers) {
        return signers.compared().stream()
                .map(signer -> signer.key().fingerprint())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The hub has gone elsewhere: its root key's word there says so, or it is not followed.
     *
     * @param address of the hub, as its operator tells it, without a slash at the end
     */
    public String moved(String wanted, String address) throws InterruptedException {
        var folder = site.folders().existing(Optional.of(wanted));
        try (var _ = folder.lock();
                var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL)) {
            var state = folder.state().orElseThrow();
            var pinned = folder.signers()
                    .filter(signers -> !signers.roots().isEmpty())
                    .orElseThrow(
                            () -> InstallRefusal.untrusted(state.name() + ": its hub has no root key that is pinned"
                                    + " here, so nobody can say that it has moved;"
                                    + " nothing was changed: ask its operator to"
                                    + " let the old address lead to the hub"));
            var place = state.place();
            var there = place.source().at(address);
            repository.fetchWords(there.url());
            var asked = state.at(new InstallState.Place(place.name(), there, place.bind()));
            var keys = new HubKeys(repository, asked, site.clock().instant());
            var signers = keys.follow(pinned);
            keys.believe();
            folder.pin(signers);
            var said = new HubKeys(repository, state, site.clock().instant()).moved(signers);
            if (!said.equals(there.hub()))
                throw InstallRefusal.untrusted(state.name() + ": the hub's root key does not say that the hub is at "
                        + address + "; nothing was changed: ask its operator");
            folder.save(asked);
            return state.name();
        }
    }

    /**
     * Pins the hub's present key.
     *
     * @param fingerprint as the operator tells it: the key is taken only if it has this one
     * @param file        the key, where it comes from a file and not from the hub
     */
    public String trust(String wanted, String fingerprint, Optional<Path> file) throws InterruptedException {
        var folder = site.folders().existing(Optional.of(wanted));
        try (var _ = folder.lock()) {
            var state = folder.state().orElseThrow();
            var keys = file.isPresent()
                    ? TrustedKeys.ofFile(file.get())
                    : TrustedKeys.ofHub(state.place()
                            .source()
                            .hub()
                            .orElseThrow(() -> InstallRefusal.input(
                                    "a repository on disk publishes no key: give its hub's with --key FILE")));
            var shown = fingerprints(keys);
            if (!shown.equals(Set.of(fingerprint)))
                throw InstallRefusal.untrusted(state.name() + ": the key to be pinned is " + String.join(", ", shown)
                        + ", not " + fingerprint + ": nothing was changed");
            folder.pin(keys);
            return state.name();
        }
    }
}
