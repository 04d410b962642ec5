package dev.softservice.server.git;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * Who may change which ref. One answer for every road (git, web, API, mirror); the platform's own work (landing, releasing, notes) does
 * not ask here, and nobody else may write what it writes.
 */
public final class RefPolicy {
    /** A push to {@code refs/for/main} proposes a change of {@code main}; no such ref is ever stored. */
    public static final String PROPOSAL = "refs/for/";

    private static final String MAIN = BranchName.MAIN.ref();
    private static final String STABLE = BranchName.STABLE.ref();
    private static final String BRANCH = "refs/heads/";
    private static final String TAG = "refs/tags/";
    private static final List<String> PLATFORM =
            List.of("refs/pull/", "refs/notes/", "refs/replace/", "refs/softservice/", "refs/carry/");
    private static final String PROPOSE = "propose it: git push … HEAD:refs/for/main";
    private static final String HUBS_OWN = "stable is moved by the hub only";
    private static final int LONGEST_NAME = 200;

    private RefPolicy() {}

    /** Why this change is not allowed, in one line that says what to do instead; empty where it is. Pure. */
    public static Optional<String> refusal(Account by, RefChange change) {
        var ref = change.ref();
        var name = nameProblem(ref);
        if (name.isPresent()) {
            return name;
        }
        if (!by.role().atLeast(Role.READER)) {
            return Optional.of("nobody without a token may push; give your token as the password");
        }
        if (ref.startsWith(PROPOSAL)) {
            return change.deletes()
                    ? Optional.of(
                            ref + " is a door, not a branch, and cannot be deleted; close the pull request instead")
                    : Optional.empty();
        }
        if (isProtected(ref)) {
            return ref.equals(MAIN) ? main(by, change) : Optional.of(platformOnly(ref));
        }
        if (ref.startsWith(BRANCH)) {
            return by.role().atLeast(Role.CONTRIBUTOR)
                    ? Optional.empty()
                    : Optional.of("a reader may not push branches; " + PROPOSE);
        }
        if (ref.startsWith(TAG)) {
            return tag(by, change);
        }
        return Optional.of(ref + " is not kept here; push to refs/heads/NAME, or " + PROPOSE);
    }

    /** Why nobody may propose a change of this branch, in one line; empty where one may. Pure. */
    public static Optional<String> refusal(BranchName target) {
        return isTheHubs(target)
                ? Optional.of(HUBS_OWN + "; propose to main: git push … HEAD:refs/for/main")
                : Optional.empty();
    }

    /** Whether only the hub itself moves the branch: then nothing follows from its moves. */
    public static boolean isTheHubs(BranchName branch) {
        return branch.equals(BranchName.STABLE);
    }

    /** Refs whose refused changes are worth an alarm. */
    public static boolean isProtected(String ref) {
        return ref.equals(MAIN)
                || ref.equals(STABLE)
                || ref.startsWith(TAG + "v")
                || PLATFORM.stream().anyMatch(ref::startsWith);
    }

    private static Optional<String> main(Account by, RefChange change) {
        if (!change.makes()) {
            return Optional.of("main changes by pull request only; " + PROPOSE);
        }
        return by.role().atLeast(Role.MAINTAINER)
                ? Optional.empty()
                : Optional.of("main is made by a maintainer's first push; ask one");
    }

    private static Optional<String> tag(Account by, RefChange change) {
        if (!by.role().atLeast(Role.MAINTAINER)) {
            return Optional.of("tags are pushed by maintainers; ask one, or push a branch");
        }
        return change.makes() ? Optional.empty() : Optional.of("a tag never moves or goes; choose a new name");
    }

    private static String platformOnly(String ref) {
        if (ref.equals(STABLE)) {
            return HUBS_OWN + ", to what it has released; " + PROPOSE;
        }
        if (ref.startsWith(TAG)) {
            return "tags v… are releases and are made by the hub only; " + PROPOSE;
        }
        return ref.substring(0, ref.indexOf('/', "refs/".length()) + 1) + "… is written by the hub only; " + PROPOSE;
    }

    /** What makes the full name unfit for a ref, in one line, for every pusher; empty where it is fit. Pure. */
    public static Optional<String> nameProblem(String ref) {
        if (ref.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return Optional.of("the ref's name is longer than " + LONGEST_NAME + " bytes; choose a shorter one");
        }
        if (ref.codePoints().anyMatch(RefPolicy::unfit)) {
            return Optional.of(
                    "the ref's name holds a character that cannot be seen or that turns the writing direction; use"
                            + " letters, digits and dashes");
        }
        if (!ref.startsWith("refs/") || !Repository.isValidRefName(ref) || ref.indexOf('/', "refs/".length()) < 0) {
            return Optional.of("'" + ref + "' is not a name that git allows for a ref; push to refs/heads/NAME");
        }
        for (var segment : ref.split("/")) {
            if (segment.startsWith("-") || segment.equals("HEAD")) {
                return Optional.of("'" + segment
                        + "' in the ref's name could be taken for an option or for HEAD; choose another name");
            }
        }
        return Optional.empty();
    }

    private static boolean unfit(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> true;
            default -> codePoint == '\uFFFD';
        };
    }
}
