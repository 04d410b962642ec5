package dev.softservice.server.release;

import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;

/** A commit of the main branch that a run has proven. {@code run}: the one that did the work, where a proof was reused. */
record Proven(Sha commit, Sha tree, Rungs rungs, RunId run) {}
