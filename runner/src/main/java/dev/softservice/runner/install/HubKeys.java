package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.VerifyingKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys that a hub signs with, as its offline root key names them: for one installation they change by that word alone. */
final class HubKeys {
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final DistroRepository repository;
    private final InstallState state;
    private final Instant now;
    private boolean followed;

    HubKeys(DistroRepository repository, InstallState state, Instant now) {
        this.repository = repository;
        this.state = state;
        this.now = now;
    }

    /** Whose signatures count, by the root key's word that was shown; a hub without a root key has the key that is pinned. @throws InstallRefusal for a word that can't be believed */
    AllowedSigners follow(AllowedSigners pinned) {
        var shown = repository.shown(KeyDelegation.REF);
        if (shown.isEmpty()) {
            if (pinned.roots().isEmpty()) return pinned;
            return held(believed()
                            .orElseThrow(() ->
                                    refuse("no word of its root key " + Repin.text(pinned) + ", which is pinned here")))
                    .signers();
        }
        var before = before(pinned, shown.get());
        if (before.isEmpty() && !isIntroduced(pinned, shown.get())) return pinned;
        var word = switch (KeyDelegation.open(shown.get(), before)) {
            case Checked.Genuine<KeyDelegation> genuine -> genuine.value();
            case Checked.Refused<KeyDelegation> refused ->
                throw InstallRefusal.untrusted("what " + url() + " shows can't be believed: " + refused.reason()
                        + "; nothing was changed: ask the hub's operator");
        };
        if (state.history()
                .origin()
                .filter(origin -> !origin.hub().equals(word.hub()))
                .isPresent()) throw refuse("the word of the root key of " + word.hub() + ", another hub");
        believed().filter(known -> known.serial() > word.serial()).ifPresent(known -> {
            throw refuse("word " + word.serial() + " of its root key, and showed word " + known.serial()
                    + " before: it has been set back, or somebody shows you an old state of it");
        });
        held(word);
        followed = true;
        return word.signers();
    }

    /** From now on no older word is believed. */
    void believe() {
        if (followed) repository.believeShown(KeyDelegation.REF);
    }

    private KeyDelegation held(KeyDelegation word) {
        if (word.period().issued().isAfter(now.plus(SKEW)))
            throw InstallRefusal.platform("the clock of this machine says " + Overview.TIME.format(now) + ", and the"
                    + " root key of " + url() + " has spoken on "
                    + Overview.TIME.format(word.period().issued())
                    + ": set the clock (timedatectl shows it)");
        if (!word.period().expires().isAfter(now))
            throw refuse("a word of its root key that held until "
                    + Overview.TIME.format(word.period().expires()) + " (here it is " + Overview.TIME.format(now)
                    + "): its operator has to renew it");
        return word;
    }

    /** The root keys that have to sign what is shown; empty: none is trusted here yet. */
    private Optional<KeyDelegation.Roots> before(AllowedSigners pinned, byte[] shown) {
        var known = believed()
                .map(KeyDelegation::roots)
                .filter(roots -> roots.keys().equals(pinned.roots()));
        if (known.isPresent()) return known;
        var roots = pinned.roots();
        if (roots.isEmpty()) {
            // Somebody may have pinned the root key as a plain one, by --key FILE.
            var keys = keys(pinned);
            keys.retainAll(said(shown).map(word -> word.roots().keys()).orElse(Set.of()));
            return keys.isEmpty() ? Optional.empty() : Optional.of(new KeyDelegation.Roots(keys, keys.size()));
        }
        int asked = said(shown).map(word -> word.roots().threshold()).orElse(roots.size());
        return Optional.of(new KeyDelegation.Roots(roots, Math.min(asked, roots.size())));
    }

    /** Whether the key that is pinned vouches for a root key, which its hub has got since. */
    private static boolean isIntroduced(AllowedSigners pinned, byte[] shown) {
        return keys(pinned).stream()
                .filter(key ->
                        said(shown).filter(word -> word.active().contains(key)).isPresent())
                .anyMatch(key -> KeyDelegation.isSignedBy(shown, key));
    }

    private static Set<VerifyingKey> keys(AllowedSigners pinned) {
        return pinned.signers().stream().map(AllowedSigners.Signer::key).collect(Collectors.toCollection(HashSet::new));
    }

    /** Where its root key says that the hub is, where that is not where it is asked now. */
    Optional<String> moved(AllowedSigners pinned) {
        var asked = state.place().source().hub();
        return believed()
                .filter(word -> word.roots().keys().equals(pinned.roots()))
                .flatMap(KeyDelegation::address)
                .filter(address -> asked.isPresent() && !asked.get().equals(address));
    }

    /** The newest word that was believed here. */
    private Optional<KeyDelegation> believed() {
        return repository
                .believed(KeyDelegation.REF)
                .flatMap(HubKeys::said)
                .filter(word -> state.history()
                        .origin()
                        .map(Origin::hub)
                        .map(word.hub()::equals)
                        .orElse(true));
    }

    private static Optional<KeyDelegation> said(byte[] envelope) {
        return switch (KeyDelegation.open(envelope, Optional.empty())) {
            case Checked.Genuine<KeyDelegation> genuine -> Optional.of(genuine.value());
            case Checked.Refused<KeyDelegation> _ -> Optional.empty();
        };
    }

    private String url() {
        return state.place().source().url();
    }

    private InstallRefusal refuse(String what) {
        return InstallRefusal.untrusted(url() + " shows " + what + "; nothing was changed: ask the hub's operator");
    }
}
