package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import java.util.List;
import java.util.Optional;

/** What came of merging {@code head} into {@code base}, all of them commit ids: a commit and its tree, or the paths that conflict. */
record MergeResult(Sha base, Sha head, Optional<Sha> commit, Optional<Sha> tree, List<String> conflicts) {}
