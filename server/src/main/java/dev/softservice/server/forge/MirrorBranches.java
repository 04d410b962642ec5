package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.ForgeKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Makes the hub's branches follow the forge's. {@code main} only ever goes forward, since releases were made from what it held; what was
 * pushed to the hub alone is never overwritten.
 */
final class MirrorBranches {
    private static final String TAGS = "refs/tags/";

    private final GitStore git;
    private final Pulls pulls;
    private final PushConsequences consequences;
    private final MirrorTable table;

    MirrorBranches(GitStore git, Pulls pulls, PushConsequences consequences, MirrorTable table) {
        this.git = git;
        this.pulls = pulls;
        this.consequences = consequences;
        this.table = table;
    }

    /** The hub's branch names by the forge's: the same, but that a forge without {@code main} has its default branch stand for it. */
    static Map<BranchName, BranchName> names(ForgeFetch.Seen seen) {
        boolean hasMain = seen.there().all().containsKey(BranchName.MAIN.ref());
        Map<BranchName, BranchName> names = new TreeMap<>();
        for (String ref : seen.branches()) {
            BranchName.ofRef(ref)
                    .ifPresent(there -> names.put(
                            there, !hasMain && ref.equals(seen.there().defaultBranch()) ? BranchName.MAIN : there));
        }
        return names;
    }

    /**
     * The branches to take over: main, the default one, those that pull requests are for, merge groups, and those that the filter takes. Without a
     * filter, also those that were followed before.
     */
    Set<String> chosen(
            HostedRepository repository, Mirror.Settings settings, Set<String> bases, ForgeFetch.Listing there) {
        var filter = new BranchFilter(settings.choices().branches());
        Set<BranchName> tracked =
                filter.globs().isEmpty() ? table.branches(repository.id()).keySet() : Set.of();
        return there.all().keySet().stream()
                .filter(ref -> BranchName.ofRef(ref)
                        .filter(branch -> branch.equals(BranchName.MAIN)
                                || ref.equals(there.defaultBranch())
                                || bases.contains(branch.name())
                                || tracked.contains(branch)
                                || MergeGroups.base(settings.kind(), branch).isPresent()
                                || filter.takes(branch))
                        .isPresent())
                .collect(Collectors.toSet());
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

    private static List<String> tags(ForgeFetch.Seen seen) {
        return seen.there().all().keySet().stream()
                .filter(ref -> ref.startsWith(TAGS))
                .map(ref -> ref.substring(TAGS.length()))
                .toList();
    }

    /** Whether a branch of the forge stands elsewhere than when it was last taken over. */
    boolean wouldMove(HostedRepository repository, ForgeFetch.Seen seen) {
        Map<BranchName, Sha> tracked = table.branches(repository.id());
        return names(seen).entrySet().stream().anyMatch(entry -> {
            Optional<Sha> before = Optional.ofNullable(tracked.get(entry.getValue()));
            return before.isPresent()
                    && !before.get().id().equals(seen.refs().get(entry.getKey().ref()));
        });
    }

    /** Returns a line for each branch that could not follow. */
    List<String> follow(HostedRepository repository, ForgeKind kind, ForgeFetch.Seen seen) {
        Map<BranchName, Sha> tracked = table.branches(repository.id());
        // Before main moves and is released.
        table.tags(repository.id(), tags(seen));
        // A user who waits for a verdict on main does not wait for those on branches that nobody looks at any more.
        Map<BranchName, ObjectId> wanted =
                new TreeMap<>(Comparator.comparing((BranchName branch) -> !branch.equals(BranchName.MAIN))
                        .thenComparing(Comparator.naturalOrder()));
        Map<BranchName, BranchName> names = names(seen);
        names.forEach((remote, here) -> wanted.put(here, seen.refs().get(remote.ref())));
        if (wanted.isEmpty() && !tracked.isEmpty()) {
            return List.of("the forge shows no branches; nothing was taken over");
        }
        List<String> problems = new ArrayList<>();
        wanted.forEach((branch, target) -> {
            Optional<BranchName> landsOn = MergeGroups.base(kind, branch).map(base -> names.getOrDefault(base, base));
            var move = new Move(
                    branch, landsOn, Optional.ofNullable(tracked.get(branch)).map(Sha::id), target);
            move(repository, move).ifPresent(problems::add);
        });
        tracked.forEach((branch, sha) -> {
            boolean there = seen.there().all().containsKey(branch.ref());
            if (!wanted.containsKey(branch) && there) {
                // The filter takes it no more: it stays as it is.
                table.branch(repository.id(), branch, Optional.empty());
            } else if (!wanted.containsKey(branch)) {
                remove(repository, branch, sha.id()).ifPresent(problems::add);
            }
        });
        return problems;
    }

    /**
     * A branch of the hub that is to stand where the forge's does.
     *
     * @param landsOn what it is a merge group for
     * @param tracked where the forge's stood when it was last taken over
     */
    private record Move(BranchName branch, Optional<BranchName> landsOn, Optional<ObjectId> tracked, ObjectId target) {}

    private Optional<String> move(HostedRepository repository, Move move) {
        BranchName branch = move.branch();
        String ref = branch.ref();
        Optional<ObjectId> current = git.resolve(repository.name(), ref);
        Optional<ObjectId> target = Optional.of(move.target());
        boolean there = current.equals(target);
        if (there && move.tracked().equals(current)) {
            return Optional.empty();
        }
        if (!there) {
            Optional<String> objection = objection(repository, branch, current, move.tracked(), move.target());
            if (objection.isPresent()) {
                return objection;
            }
            if (!git.moveRef(repository.name(), ref, current, target, "mirror")) {
                return Optional.of("branch " + branch + " moved here meanwhile; it is looked at again");
            }
        }
        // Also where the ref was moved already: a crash may have come before its consequences.
        move.landsOn()
                .ifPresentOrElse(
                        base -> pulls.groupMoved(repository, branch, base, move.target()),
                        () -> consequences.branchMoved(
                                repository, branch, there ? move.tracked() : current, target, Account.HUB));
        table.branch(repository.id(), branch, Optional.of(Sha.of(move.target())));
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
