package dev.softservice.runner.evidence;

import java.util.regex.Pattern;

/** What was tested: a commit and its tree, each 40 (or 64, for SHA-256 repositories) lower-case hex digits. */
public record Subject(String commit, String tree) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    public Subject {
        if (!ID.matcher(commit).matches()) throw new IllegalArgumentException("commit is not a Git object id");
        if (!ID.matcher(tree).matches()) throw new IllegalArgumentException("tree is not a Git object id");
    }
}
