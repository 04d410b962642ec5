package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import java.time.Instant;

/**
 * One head that a pull request has had.
 *
 * @param number from 1
 * @param base   where the base branch was when it was pushed
 */
public record PullVersion(int number, Sha head, Sha base, String by, Instant at) {}
