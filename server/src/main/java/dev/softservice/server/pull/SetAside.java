package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import java.time.Instant;

/**
 * A rule of the policy that a maintainer has set aside for one head of a pull request. It is recorded with the pull
 * request and with the release that it came into.
 */
public record SetAside(int pull, Hold.Kind rule, Sha head, String reason, String by, Instant at) {}
