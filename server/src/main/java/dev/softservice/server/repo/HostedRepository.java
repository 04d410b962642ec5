package dev.softservice.server.repo;

import java.time.Instant;

/** One repository on the hub. Its bare Git repository is in the data folder; its default branch is {@code main}. */
public record HostedRepository(long id, RepositoryName name, String description, Instant createdAt) {}
