package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.repo.HostedRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Makes the hub's branches follow the forge's. {@code main} only ever goes forward, since releases were made from what it held; what was
 * pushed to the hub alone is never overwritten.
 */
final class MirrorBranches {
    private final GitStore git;
    private final PushConsequences consequences;
    private final MirrorTable table;

    MirrorBranches(GitStore git, PushConsequences consequences, MirrorTable table) {
        this.git = git;
        this.consequences = consequences;
        this.table = table;
    }

    /** The hub's branch names by the forge's: the same, but that a forge without {@code main} has its default branch stand for it. */
    static Map<BranchName, BranchName> names(ForgeFetch.Seen seen) {
        boolean hasMain = seen.refs().containsKey(BranchName.MAIN.ref());
        Map<BranchName, BranchName> names = new TreeMap<>();
        for (String ref : seen.refs().keySet()) {
            BranchName.ofRef(ref)
                    .ifPresent(there ->
                            names.put(there, !hasMain && ref.equals(seen.defaultBranch()) ? BranchName.MAIN : there));
        }
        return names;
    }

    /** Whether the forge's counterpart of {@code branch} contains {@code commit}. */
    boolean willHold(HostedRepository repository, ForgeFetch.Seen seen, BranchName branch, Sha commit) {
        return names(seen).entrySet().stream()
                .filter(entry -> entry.getValue().equals(branch))
                .anyMatch(entry -> isAncestor(
                        repository,
                        commit.id(),
                        Objects.requireNonNull(seen.refs().get(entry.getKey().ref()))));
    }

    /** Gives a line for each branch that could not follow. */
    List<String> follow(HostedRepository repository, ForgeFetch.Seen seen) {
        Map<BranchName, Sha> tracked = table.branches(repository.id());
        // Whoever waits for a verdict on main does not wait for those on branches that nobody looks at any more.
        Map<BranchName, ObjectId> wanted =
                new TreeMap<>(Comparator.comparing((BranchName branch) -> !branch.equals(BranchName.MAIN))
                        .thenComparing(Comparator.naturalOrder()));
        names(seen).forEach((remote, here) -> wanted.put(here, seen.refs().get(remote.ref())));
        if (wanted.isEmpty() && !tracked.isEmpty()) {
            return List.of("the forge shows no branches; nothing was taken over");
        }
        List<String> problems = new ArrayList<>();
        wanted.forEach((branch, target) -> move(
                        repository,
                        branch,
                        Optional.ofNullable(tracked.get(branch)).map(Sha::id),
                        target)
                .ifPresent(problems::add));
        tracked.forEach((branch, sha) -> {
            if (!wanted.containsKey(branch)) {
                remove(repository, branch, sha.id()).ifPresent(problems::add);
            }
        });
        return problems;
    }

    /** {@code tracked}: where the forge's branch stood when it was last taken over. */
    private Optional<String> move(
            HostedRepository repository, BranchName branch, Optional<ObjectId> tracked, ObjectId target) {
        String ref = branch.ref();
        Optional<ObjectId> current = git.resolve(repository.name(), ref);
        boolean there = current.equals(Optional.of(target));
        if (there && tracked.equals(current)) {
            return Optional.empty();
        }
        if (!there) {
            Optional<String> objection = objection(repository, branch, current, tracked, target);
            if (objection.isPresent()) {
                return objection;
            }
            if (!git.moveRef(repository.name(), ref, current, Optional.of(target), "mirror")) {
                return Optional.of("branch " + branch + " moved here meanwhile; it is looked at again");
            }
        }
        // Also where the ref was moved already: a crash may have come before its consequences.
        consequences.branchMoved(repository, branch, there ? tracked : current, Optional.of(target), Account.HUB);
        table.branch(repository.id(), branch, Optional.of(Sha.of(target)));
        return Optional.empty();
    }

    private Optional<String> objection(
            HostedRepository repository,
            BranchName branch,
            Optional<ObjectId> current,
            Optional<ObjectId> tracked,
            ObjectId target) {
        if (current.isEmpty() || isAncestor(repository, current.get(), target)) {
            return Optional.empty();
        }
        if (!current.equals(tracked)) {
            return Optional.of("branch " + branch
                    + " has commits here that the forge lacks; push them there, or delete the branch here");
        }
        return branch.equals(BranchName.MAIN)
                ? Optional.of(
                        "main was rewritten at the forge, and releases were made from what it held; restore it there")
                : Optional.empty();
    }

    private Optional<String> remove(HostedRepository repository, BranchName branch, ObjectId tracked) {
        if (branch.equals(BranchName.MAIN)) {
            return Optional.of("main is gone at the forge; it is kept here");
        }
        String ref = branch.ref();
        boolean untouched = git.resolve(repository.name(), ref).equals(Optional.of(tracked));
        if (untouched && git.moveRef(repository.name(), ref, Optional.of(tracked), Optional.empty(), "mirror")) {
            consequences.branchMoved(repository, branch, Optional.of(tracked), Optional.empty(), Account.HUB);
        }
        table.branch(repository.id(), branch, Optional.empty());
        return Optional.empty();
    }

    private boolean isAncestor(HostedRepository repository, ObjectId older, ObjectId newer) {
        try (RevWalk walk = new RevWalk(git.open(repository.name()))) {
            return walk.isMergedInto(walk.parseCommit(older), walk.parseCommit(newer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
