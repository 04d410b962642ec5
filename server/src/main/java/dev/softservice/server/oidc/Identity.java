package dev.softservice.server.oidc;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody at a provider whose word counts for an account.
 *
 * @param name what the provider called them last
 * @param made whether the account was made for them; else its owner has linked it
 */
public record Identity(long id, String issuer, String name, boolean made, Instant linkedAt, Optional<Instant> usedAt) {}
