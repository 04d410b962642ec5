package dev.softservice.server.repo;

import java.time.Instant;

/**
 * One repository on the hub. Its bare Git repository is in the data folder; its default branch is {@code main}.
 *
 * @param isPrivate only those see it who have a role in it or in its namespace, and administrators
 */
public record HostedRepository(long id, RepositoryName name, String description, Instant createdAt, boolean isPrivate) {
    /** A public one. */
    public HostedRepository(long id, RepositoryName name, String description, Instant createdAt) {
        this(id, name, description, createdAt, false);
    }
}
