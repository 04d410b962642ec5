package dev.softservice.server.pull;

import java.util.List;
import java.util.Optional;

/** What came of merging {@code head} into {@code base}, all of them commit ids: a commit and its tree, or the paths that conflict. */
record MergeResult(String base, String head, Optional<String> commit, Optional<String> tree, List<String> conflicts) {}
