package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import java.time.Instant;

/** A rule of the policy that somebody has set aside for one head of a pull request. It stays on the pull request and on the release that it got into. */
public record SetAside(int pull, Hold.Kind rule, Sha head, String reason, String by, Instant at) {}
