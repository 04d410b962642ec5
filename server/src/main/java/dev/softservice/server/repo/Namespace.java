package dev.softservice.server.repo;

import java.time.Instant;

/** The first part of repositories' names, and whose they are. */
public record Namespace(long id, String name, Instant createdAt) {}
