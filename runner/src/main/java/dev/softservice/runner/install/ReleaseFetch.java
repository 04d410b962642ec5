package dev.softservice.runner.install;

import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.model.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Fetches a release into a folder and believes it, or not. No engine has a part in that. */
final class ReleaseFetch {
    private final InstallationFolder folder;
    private final Conversation conversation;
    private final Clock clock;
    private final Supply supply;

    ReleaseFetch(InstallationFolder folder, Conversation conversation, Clock clock, Supply supply) {
        this.folder = folder;
        this.conversation = conversation;
        this.clock = clock;
        this.supply = supply;
    }

    /**
     * Fetches the newest stable release, or the one that was asked for, and checks everything about it: that it is genuine, and the one asked for.
     *
     * @param stale a statement of what is stable is good enough that has expired; so is a release that is not the stable one any more, where it is the one that was asked for
     */
    StableRelease look(InstallState state, AllowedSigners signers, boolean stale) {
        var place = state.place();
        conversation.progress(new Progress.Looking("asking " + place.source().url()));
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL, supply)) {
            repository.fetch(place.source().url());
            var keys = new HubKeys(repository, state, clock.instant());
            var trusted = keys.follow(signers);
            var word = new StableWord(repository, state, trusted, clock.instant()).now(stale);
            var release = word.isPresent()
                    ? said(repository, place, trusted, word.get(), stale)
                    : StableRelease.find(repository.repository(), trusted);
            supply.wanted()
                    .filter(wanted -> !wanted.version().equals(release.version()))
                    .ifPresent(wanted -> {
                        throw InstallRefusal.untrusted(wanted.version() + " is not what is stable there, and its hub"
                                + " makes no statements of what is: nothing but the stable release can be taken from"
                                + " it");
                    });
            Upgrader.refuseOlder(state, release);
            var known = state.current().map(Installed::version).filter(release.version()::equals);
            var remarks = new Provenance(state, repository.repository()).check(release);
            if (known.isEmpty()) remarks.forEach(conversation::say);
            repository.believeShown(StableStatement.REF);
            keys.believe();
            pin(signers, trusted);
            return release;
        }
    }

    /** Only now: a mistyped address must not leave the wrong hub's key behind under this name. */
    private void pin(AllowedSigners before, AllowedSigners now) {
        if (folder.signers().isPresent() && !now.toString().equals(before.toString()))
            conversation.say("the hub's root key " + Repin.text(now) + " says that the hub signs with "
                    + Repin.present(now) + " now, which is trusted from now on");
        folder.pin(now);
    }

    /** What the statement names, or the other release that is wanted. */
    private StableRelease said(
            DistroRepository repository,
            InstallState.Place place,
            AllowedSigners signers,
            StableStatement word,
            boolean stale) {
        var other = supply.wanted()
                .filter(wanted -> word.stable()
                        .filter(named -> named.version().equals(wanted.version()))
                        .isEmpty());
        if (other.isEmpty()) return named(repository, place, signers, word);
        var version = other.get().version();
        requireWillingly(word, other.get(), stale);
        repository.fetchTag(place.source().url(), version);
        return StableRelease.other(repository.repository(), signers, word, version);
    }

    /** It has to be one that may be installed, and its user has to know that it is not the stable one. */
    private static void requireWillingly(StableStatement word, Supply.Wanted wanted, boolean stale) {
        var title = word.repository() + " " + wanted.version();
        Optional.ofNullable(word.yanked().get(wanted.version())).ifPresent(reason -> {
            throw InstallRefusal.untrusted(
                    title + " has been yanked, that is, taken back by its maintainers: " + reason);
        });
        if (!stale && !wanted.byUser())
            throw InstallRefusal.untrusted(title + " is not what was stable on " + Overview.TIME.format(word.issued())
                    + word.stable()
                            .map(named -> ", which is " + named.version())
                            .orElse("")
                    + ": add --accept-stale to take it all the same");
    }

    private static StableRelease named(
            DistroRepository repository, InstallState.Place place, AllowedSigners signers, StableStatement word) {
        var named = word.stable()
                .orElseThrow(() -> InstallRefusal.untrusted("every release of " + word.repository()
                        + " has been yanked, that is, taken back by its maintainers"
                        + word.yanked().entrySet().stream()
                                .reduce((_, last) -> last)
                                .map(last -> ": " + last.getKey() + ", " + last.getValue())
                                .orElse("")));
        repository.fetchTag(place.source().url(), named);
        return StableRelease.named(repository.repository(), signers, word, named);
    }

    /** The exact files of a release and of all that it is made of, written out: what its signed evidence names, and nothing else. */
    void write(InstallState.Place place, StableRelease release) {
        var target = folder.release(release.version());
        var composition = release.evidence().composition();
        try (var repository = DistroRepository.open(folder.repository(), DistroRepository.Bounds.USUAL, supply)) {
            Checkout.write(
                    repository.repository(), release.tag().tested().subject().tree(), target);
            var parts = new ReleaseParts(repository, composition.pins(), folder.parts(release.version()), conversation);
            if (new Composer(parts, place.source().names()).pinned(Tree.manifest(target), target, composition.pins())
                    instanceof Composer.Refused refused) {
                throw InstallRefusal.untrusted(release.tag().distro() + " " + release.version()
                        + " can't be put together as it was tested: " + some(refused.reasons()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String some(List<String> reasons) {
        int shown = Math.min(3, reasons.size());
        return String.join("; ", reasons.subList(0, shown))
                + (reasons.size() == shown ? "" : "; and " + (reasons.size() - shown) + " more");
    }
}
