package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.git.RefChange;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.ForgeKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
        List<Step> steps = new ArrayList<>();
        Map<BranchName, Optional<Sha>> noMore = new HashMap<>();
        // What goes makes room for names below it.
        tracked.forEach((branch, sha) -> {
            if (wanted.containsKey(branch)) return;
            boolean there = seen.there().all().containsKey(branch.ref());
            Optional<ObjectId> before = Optional.of(sha.id());
            if (!there && branch.equals(BranchName.MAIN)) problems.add("main is gone at the forge; it is kept here");
            else if (!there && stands(repository, branch).equals(before))
                steps.add(new Step(branch, Optional.empty(), before, before, Optional.empty()));
            // Where the filter takes it no more, or people have pushed to it here, it stays as it is.
            else noMore.put(branch, Optional.empty());
        });
        wanted.forEach((branch, target) -> {
            Optional<BranchName> landsOn = MergeGroups.base(kind, branch).map(base -> names.getOrDefault(base, base));
            var move = new Move(
                    branch, landsOn, Optional.ofNullable(tracked.get(branch)).map(Sha::id), target);
            step(repository, move, problems).ifPresent(steps::add);
        });
        problems.addAll(take(repository, steps));
        table.branches(repository.id(), noMore);
        return problems;
    }

    /**
     * A branch of the hub that is to stand where the forge's does.
     *
     * @param landsOn what it is a merge group for
     * @param tracked where the forge's stood when it was last taken over
     */
    private record Move(BranchName branch, Optional<BranchName> landsOn, Optional<ObjectId> tracked, ObjectId target) {}

    /**
     * What is to be done with a branch.
     *
     * @param landsOn what it is a merge group for
     * @param since   where it stood when what follows was last recorded
     * @param here    where it stands now: a crash may have come between its move and what follows
     * @param target  empty: it goes
     */
    private record Step(
            BranchName branch,
            Optional<BranchName> landsOn,
            Optional<ObjectId> since,
            Optional<ObjectId> here,
            Optional<ObjectId> target) {
        boolean moves() {
            return !here.equals(target);
        }

        RefChange change() {
            return new RefChange(branch.ref(), here, target);
        }
    }

    private Optional<ObjectId> stands(HostedRepository repository, BranchName branch) {
        return git.resolve(repository.name(), branch.ref()).map(ObjectId::copy);
    }

    private Optional<Step> step(HostedRepository repository, Move move, List<String> problems) {
        Optional<ObjectId> current = stands(repository, move.branch());
        Optional<ObjectId> target = Optional.of(move.target());
        boolean there = current.equals(target);
        if (there && move.tracked().equals(current)) {
            return Optional.empty();
        }
        Optional<String> objection =
                there ? Optional.empty() : objection(repository, move.branch(), current, move.tracked(), move.target());
        objection.ifPresent(problems::add);
        return objection.isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Step(move.branch(), move.landsOn(), there ? move.tracked() : current, current, target));
    }

    /** All at once; where that can't be, one after the other, so that each has its own reason. Returns a line for each that could not follow. */
    private List<String> take(HostedRepository repository, List<Step> steps) {
        List<RefChange> changes =
                steps.stream().filter(Step::moves).map(Step::change).toList();
        if (git.moveRefs(repository.name(), changes, "mirror")) {
            followed(repository, steps);
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        for (Step step : steps) {
            if (!step.moves()
                    || git.moveRef(repository.name(), step.branch().ref(), step.here(), step.target(), "mirror"))
                followed(repository, List.of(step));
            else problems.add("branch " + step.branch() + " moved here meanwhile; it is looked at again");
        }
        return problems;
    }

    private void followed(HostedRepository repository, List<Step> steps) {
        if (steps.isEmpty()) return;
        consequences.branchesMoved(
                repository,
                steps.stream()
                        .filter(step -> step.landsOn().isEmpty())
                        .map(step -> new PushConsequences.Moved(step.branch(), step.since(), step.target()))
                        .toList(),
                Account.HUB);
        steps.forEach(step -> step.landsOn()
                .ifPresent(base -> pulls.groupMoved(
                        repository, step.branch(), base, step.target().orElseThrow())));
        Map<BranchName, Optional<Sha>> now = new HashMap<>();
        steps.forEach(step -> now.put(step.branch(), step.target().map(Sha::of)));
        table.branches(repository.id(), now);
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

    private boolean isAncestor(HostedRepository repository, ObjectId older, ObjectId newer) {
        try (RevWalk walk = new RevWalk(git.open(repository.name()))) {
            return walk.isMergedInto(walk.parseCommit(older), walk.parseCommit(newer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
