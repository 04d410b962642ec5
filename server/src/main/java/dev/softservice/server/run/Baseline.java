package dev.softservice.server.run;

import dev.softservice.runner.model.Stable;

/**
 * The release that a run is upgraded from and compared with.
 *
 * @param release its row
 * @param stable  as the runner is told of it; its folder may have to be made still
 */
public record Baseline(long release, Stable stable) {}
