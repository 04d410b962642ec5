package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code softservice trust}: another key is pinned for an installation, once its user has compared fingerprints. Nothing else of it changes. */
public final class Repin {
    private final Site site;

    public Repin(Site site) {
        this.site = site;
    }

    /** Fetches and checks; where the hub shows another key than the pinned one, that is what the refusal explains. */
    StableRelease look(Change change, InstallState state, AllowedSigners pinned) throws InterruptedException {
        try {
            return change.look(state, pinned);
        } catch (InstallRefusal refusal) {
            if (refusal.kind() != Kind.UNTRUSTED || state.place().source().hub().isEmpty()) throw refusal;
            throw explained(state, pinned, refusal);
        }
    }

    private static InstallRefusal explained(InstallState state, AllowedSigners pinned, InstallRefusal refusal)
            throws InterruptedException {
        var hub = state.place().source().hub().orElseThrow();
        AllowedSigners shown;
        try {
            shown = TrustedKeys.ofHub(hub);
        } catch (InstallRefusal silent) {
            return refusal;
        }
        var now = fingerprints(shown);
        if (now.equals(fingerprints(pinned))) return refusal;
        return InstallRefusal.untrusted(changed(state.name(), hub + " shows the key " + String.join(", ", now), pinned)
                + "softservice trust " + state.name() + " " + now.iterator().next()
                + " pins it; nothing was changed, and what runs stays");
    }

    /** Why another key is refused, up to the command that takes it. */
    static String changed(String name, String other, AllowedSigners pinned) {
        return name + ": " + other + ", and pinned here is " + String.join(", ", fingerprints(pinned))
                + ": either the operator has changed it, or somebody stands between you and the hub; compare it with"
                + " what the operator tells you another way; if it is right, ";
    }

    static Set<String> fingerprints(AllowedSigners signers) {
        return signers.signers().stream()
                .map(signer -> signer.key().fingerprint())
                .collect(Collectors.toCollection(TreeSet::new));
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
