package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.StableStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The hub's statements of what is stable, as one installation hears them: whose they are, how old they are, and that they only go forward. */
final class StableWord {
    /** Clocks differ by this much without anybody being wrong. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final DistroRepository repository;
    private final InstallState state;
    private final AllowedSigners signers;
    private final Instant now;

    StableWord(DistroRepository repository, InstallState state, AllowedSigners signers, Instant now) {
        this.repository = repository;
        this.state = state;
        this.signers = signers;
        this.now = now;
    }

    /**
     * What the hub says now; empty where it makes no statements.
     *
     * @param stale one that has expired is good enough, its user says
     * @throws InstallRefusal for one that is not the hub's, or is older than what was heard before, or holds no more
     */
    Optional<StableStatement> now(boolean stale) {
        var before = believed();
        var shown = repository.shown(StableStatement.REF).map(this::checked);
        if (shown.isEmpty() && before.isEmpty()) {
            if (signers.promiseStatements())
                throw refuse("no statement of what is stable, although its key says that it makes them");
            return Optional.empty();
        }
        before.filter(known -> shown.filter(word -> word.issued().isBefore(known.issued()))
                        .isPresent())
                .ifPresent(known -> {
                    throw refuse("what was stable on "
                            + Overview.TIME.format(shown.orElseThrow().issued()) + ", and showed what was on "
                            + Overview.TIME.format(known.issued())
                            + " before: it has been set back, or somebody shows you an old state of it");
                });
        var word = shown.or(() -> before).orElseThrow();
        if (!stale && !word.expires().isAfter(now)) throw expired(word);
        return Optional.of(word);
    }

    /** The newest statement that was believed here, if the key that is pinned now made it. */
    Optional<StableStatement> believed() {
        return repository.believed(StableStatement.REF).flatMap(envelope -> switch (StableStatement.open(
                envelope, signers)) {
            case Checked.Genuine<StableStatement> genuine
            when isAskedFor(genuine.value()) -> Optional.of(genuine.value());
            case Checked.Genuine<StableStatement> _, Checked.Refused<StableStatement> _ -> Optional.empty();
        });
    }

    private StableStatement checked(byte[] envelope) {
        var word = switch (StableStatement.open(envelope, signers)) {
            case Checked.Genuine<StableStatement> genuine -> genuine.value();
            case Checked.Refused<StableStatement> refused ->
                throw InstallRefusal.untrusted("what " + url() + " shows can't be believed: " + refused.reason());
        };
        if (!isAskedFor(word))
            throw refuse("what is stable in " + word.repository() + " of " + word.hub() + ", which was not asked for");
        if (word.issued().isAfter(now.plus(SKEW)))
            throw InstallRefusal.platform("the clock of this machine says " + Overview.TIME.format(now) + ", and "
                    + url() + " has said what is stable on " + Overview.TIME.format(word.issued())
                    + ": set the clock (timedatectl shows it); if it is right, ask the hub's operator to set theirs");
        return word;
    }

    private boolean isAskedFor(StableStatement word) {
        var source = state.place().source();
        var asked = source.hub().map(hub -> source.url().substring(hub.length() + 1));
        var before = state.history().origin();
        return asked.map(word::isCalled).orElse(true)
                && before.map(Origin::repository).map(word.repository()::equals).orElse(true)
                && before.map(Origin::hub).map(word.hub()::equals).orElse(true);
    }

    private String url() {
        return state.place().source().url();
    }

    private InstallRefusal refuse(String what) {
        return InstallRefusal.untrusted(
                url() + " shows " + what + "; nothing was changed: check the address, or ask the hub's operator");
    }

    private InstallRefusal expired(StableStatement word) {
        return InstallRefusal.untrusted(url() + " shows " + old(word, now)
                + ": the hub does not renew it, or somebody holds newer releases back, or the clock of this"
                + " machine is wrong; nothing was changed: ask the hub's operator, or add --accept-stale to"
                + " take what it shows");
    }

    /** {@code what was stable on 2026-11-01 12:00 UTC, which held until 2026-11-08 12:00 UTC (now: 2026-11-22 12:00 UTC)}. */
    static String old(StableStatement word, Instant now) {
        return "what was stable on " + Overview.TIME.format(word.issued()) + ", which held until "
                + Overview.TIME.format(word.expires()) + " (here it is " + Overview.TIME.format(now) + ")";
    }
}
