package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import dev.softservice.webhooks.ForgeKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Branches in which GitHub's merge queue keeps what is about to land: {@code gh-readonly-queue/main/pr-104-} and the commit of main that it
 * was made on. Branch protection waits for the pull request's status on their tips.
 */
final class MergeGroups {
    private static final Pattern NAME = Pattern.compile("gh-readonly-queue/(.+)/pr-\\d+-[0-9a-f]{40}");

    private MergeGroups() {}

    /** The forge's branch that {@code branch} is a merge group for; empty where it is none. */
    static Optional<BranchName> base(ForgeKind kind, BranchName branch) {
        Matcher group = NAME.matcher(branch.name());
        return kind == ForgeKind.GITHUB && group.matches() ? BranchName.of(group.group(1)) : Optional.empty();
    }
}
