package dev.softservice.server.repo;

import java.time.Instant;
import java.util.Optional;

/**
 * One repository on the hub. Its bare Git repository is in the data folder; its default branch is {@code main}.
 *
 * @param isPrivate only those see it who have a role in it or in its namespace, and administrators
 */
public record HostedRepository(
        long id, RepositoryName name, String description, Instant createdAt, boolean isPrivate, Life life) {
    /**
     * What has become of it.
     *
     * @param madeAs   the name under which it was made: its folder's, and the one that its releases are signed with
     * @param archived it is read only
     * @param goesAt   when it goes for good; until then only its owners see it, and may take it back
     */
    public record Life(RepositoryName madeAs, boolean archived, Optional<Instant> goesAt) {}

    /** A public one that is as it was made. */
    public HostedRepository(long id, RepositoryName name, String description, Instant createdAt) {
        this(id, name, description, createdAt, false, new Life(name, false, Optional.empty()));
    }

    public boolean isArchived() {
        return life.archived();
    }

    public boolean isGoing() {
        return life.goesAt().isPresent();
    }

    /** Nothing changes in it any more: it is archived, or about to go. */
    public boolean isAtRest() {
        return isArchived() || isGoing();
    }
}
