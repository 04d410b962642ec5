package dev.softservice.server.forge;

import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A hub's repository that follows one on a forge.
 *
 * @param repository the hub's repository's id
 * @param hinted     how many deliveries have asked for a look so far
 * @param lookedAt   when a look last ended
 * @param error      why the last look could not take over everything, a line each; empty: it could
 */
record Mirror(
        long repository, Settings settings, long hinted, Instant nextLookAt, Optional<Instant> lookedAt, String error) {
    /**
     * What a maintainer sets.
     *
     * @param cloneUrl the only address that is ever fetched from, whatever a payload says
     * @param token    for the forge's API and for fetching
     * @param trusted  logins at the forge whose pull requests run without approval
     * @param poll     how long after a look the next one is due without any hook
     * @param choices  what may be left out
     */
    record Settings(
            ForgeKind kind,
            URI cloneUrl,
            URI apiUrl,
            Secret secret,
            Optional<Secret> token,
            Set<String> trusted,
            Duration poll,
            Choices choices) {
        Settings {
            trusted = Set.copyOf(trusted);
        }
    }

    /**
     * What a maintainer may choose otherwise than is usual.
     *
     * @param user         the account at the forge that the token belongs to, where the forge wants to know
     * @param branches     globs of the branches to follow; empty: the default branch and those that pull requests are for
     * @param pushReleases whether the hub pushes what it releases to the forge
     */
    record Choices(Optional<String> user, List<String> branches, boolean pushReleases) {
        static final Choices USUAL = new Choices(Optional.empty(), List.of(), false);

        Choices {
            branches = List.copyOf(branches);
        }
    }
}
