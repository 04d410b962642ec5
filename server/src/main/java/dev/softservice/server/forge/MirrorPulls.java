package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.RemotePull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/** Makes the hub's pull requests follow the forge's open ones: each has one here, with the forge's head, title and author. */
final class MirrorPulls {
    private static final int LONGEST_TITLE = 200;

    private final Pulls pulls;
    private final PushConsequences consequences;
    private final MirrorTable table;

    MirrorPulls(Pulls pulls, PushConsequences consequences, MirrorTable table) {
        this.pulls = pulls;
        this.consequences = consequences;
        this.table = table;
    }

    /** What stands at the forge. {@code heads}: by the forge's number; {@code branches}: the hub's names by the forge's. */
    record Open(List<RemotePull> pulls, Map<Integer, ObjectId> heads, Map<BranchName, BranchName> branches) {}

    /**
     * Closes what is no longer open at the forge; before branches move, so that what was dropped there is not tried against what landed.
     * What landed there is left to the branch's move, which finds the head in its base and so tells "merged" from "closed".
     */
    void close(HostedRepository repository, Open open, BiPredicate<Sha, BranchName> lands) {
        Set<Integer> numbers = open.pulls().stream().map(RemotePull::number).collect(Collectors.toSet());
        for (MirrorTable.MappedPull mapped : table.pulls(repository.id()).values()) {
            if (mapped.closed() || numbers.contains(mapped.remote())) {
                continue;
            }
            PullRequest here = pulls.require(repository, mapped.pull());
            if (here.state() == PullRequest.State.OPEN && lands.test(here.headSha(), here.base())) {
                continue;
            }
            if (here.state() == PullRequest.State.OPEN) {
                pulls.close(repository, mapped.pull(), Account.HUB);
            }
            table.pull(repository.id(), new MirrorTable.MappedPull(mapped.remote(), mapped.pull(), true));
        }
    }

    /** Opens and moves; gives a line for each pull request that could not follow. */
    List<String> follow(HostedRepository repository, Mirror.Settings settings, Open open) {
        List<String> problems = new ArrayList<>();
        Map<Integer, MirrorTable.MappedPull> mapped = table.pulls(repository.id());
        for (RemotePull remote : open.pulls()) {
            // Without its ref it was opened or closed a moment ago: the next look tells.
            Optional<ObjectId> head = Optional.ofNullable(open.heads().get(remote.number()));
            Optional<BranchName> base = BranchName.of(remote.baseRef())
                    .flatMap(branch -> Optional.ofNullable(open.branches().get(branch)));
            if (head.isPresent() && base.isPresent()) {
                Optional<MirrorTable.MappedPull> known = Optional.ofNullable(mapped.get(remote.number()));
                if (due(repository, known, remote, new Aim(base.get(), head.get()))) {
                    propose(repository, settings, remote, new Aim(base.get(), head.get()))
                            .ifPresent(problems::add);
                }
            }
        }
        return problems;
    }

    /** Which commit goes to which of the hub's branches. */
    private record Aim(BranchName base, ObjectId head) {}

    private boolean due(
            HostedRepository repository, Optional<MirrorTable.MappedPull> known, RemotePull remote, Aim aim) {
        if (known.isEmpty()) {
            return true;
        }
        PullRequest here = pulls.require(repository, known.get().pull());
        boolean moved = !here.headSha().equals(Sha.of(aim.head()));
        if (here.state() != PullRequest.State.OPEN) {
            // Closed here by a person: it stays so until there is something new to look at.
            return known.get().closed() || moved;
        }
        if (!here.base().equals(aim.base())) {
            pulls.close(repository, here.number(), Account.HUB);
            return true;
        }
        return moved || !here.title().equals(title(remote));
    }

    private Optional<String> propose(
            HostedRepository repository, Mirror.Settings settings, RemotePull remote, Aim aim) {
        String topic = topic(settings, remote.number());
        var proposal = new PushConsequences.Proposal(
                repository,
                author(settings, remote),
                aim.base(),
                aim.head(),
                Map.of(
                        "topic",
                        topic,
                        "title",
                        title(remote),
                        "description",
                        "Pull request " + remote.number() + " by " + remote.author() + " at " + settings.cloneUrl()));
        return switch (consequences.propose(proposal)) {
            case PushConsequences.Refused(String reason) ->
                Optional.of("pull request " + remote.number() + ": " + reason);
            case PushConsequences.Accepted accepted -> {
                table.pull(repository.id(), new MirrorTable.MappedPull(remote.number(), accepted.number(), false));
                yield Optional.empty();
            }
        };
    }

    /** In the form that the hub stores, so that an unchanged one is seen to be unchanged. */
    private static String title(RemotePull remote) {
        String line = remote.title().replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return "Pull request " + remote.number();
        }
        return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE);
    }

    static String topic(Mirror.Settings settings, int remote) {
        return settings.kind().word() + "-" + remote;
    }

    /** A stranger, whose code waits for approval, unless a maintainer has named the login; never one of the hub's own accounts. */
    private static Account author(Mirror.Settings settings, RemotePull remote) {
        String name = remote.author() + "@" + settings.cloneUrl().getHost();
        return new Account(0, name, settings.trusted().contains(remote.author()) ? Role.CONTRIBUTOR : Role.READER);
    }
}
