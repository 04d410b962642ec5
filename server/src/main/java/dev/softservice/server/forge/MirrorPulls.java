package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.webhooks.Answer;
import dev.softservice.webhooks.RemotePull;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/** Makes the hub's pull requests follow the forge's open ones: each has one here, with the forge's head, title and author. */
final class MirrorPulls {
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
     * Closes what is no longer open at the forge, as merged or not, which {@code asked} tells. Before branches move, so that what was decided
     * there is not tried against what landed. One that the forge does not tell of is left to the branch's move where that {@code lands} it,
     * and closed else. Returns a line for each that could not be decided.
     */
    List<String> close(
            HostedRepository repository,
            Open open,
            IntFunction<Answer<RemotePull>> asked,
            BiPredicate<Sha, BranchName> lands) {
        Set<Integer> numbers = open.pulls().stream().map(RemotePull::number).collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        for (MirrorTable.MappedPull mapped : table.pulls(repository.id()).values()) {
            if (mapped.closed() || numbers.contains(mapped.remote())) {
                continue;
            }
            PullRequest here = pulls.require(repository, mapped.pull());
            if (here.state() != PullRequest.State.OPEN) {
                table.pull(repository.id(), mapped.gone());
                continue;
            }
            switch (asked.apply(mapped.remote())) {
                case Answer.Got<RemotePull>(RemotePull remote) -> close(repository, mapped, remote.state());
                case Answer.Refused<RemotePull> _ -> {
                    if (!lands.test(here.headSha(), here.base())) {
                        close(repository, mapped, new RemotePull.Closed());
                    }
                }
                case Answer.Unavailable<RemotePull> later ->
                    problems.add("pull request " + mapped.remote() + ": " + later.reason());
            }
        }
        return problems;
    }

    private void close(HostedRepository repository, MirrorTable.MappedPull mapped, RemotePull.State state) {
        switch (state) {
            case RemotePull.Open _ -> {
                // It was opened again a moment ago: the next look tells.
                return;
            }
            case RemotePull.Closed _ -> pulls.close(repository, mapped.pull(), Account.HUB);
            case RemotePull.Merged(String commit) ->
                pulls.mergedElsewhere(repository, mapped.pull(), landed(commit), Account.HUB);
        }
        table.pull(repository.id(), mapped.gone());
    }

    private static Optional<Sha> landed(String commit) {
        return commit.chars().allMatch(c -> c == '0') ? Optional.empty() : Optional.of(new Sha(commit));
    }

    /** Opens and moves; returns a line for each pull request that could not follow. */
    List<String> follow(HostedRepository repository, Mirror.Settings settings, Open open) {
        List<String> problems = new ArrayList<>();
        Map<Integer, MirrorTable.MappedPull> mapped = table.pulls(repository.id());
        for (RemotePull remote : open.pulls()) {
            // Without its ref it was opened or closed a moment ago: the next look tells.
            Optional<ObjectId> head = Optional.ofNullable(open.heads().get(remote.number()));
            Optional<BranchName> base = BranchName.of(remote.baseRef())
                    .flatMap(branch -> Optional.ofNullable(open.branches().get(branch)));
            if (head.isPresent() && base.isPresent()) {
                var aim = new Aim(base.get(), head.get());
                try {
                    follow(repository, settings, Optional.ofNullable(mapped.get(remote.number())), remote, aim);
                } catch (Refusal refusal) {
                    if (refusal.kind() == Refusal.Kind.BUSY) {
                        throw refusal;
                    }
                    problems.add("pull request " + remote.number() + ": " + refusal.getMessage());
                }
            }
        }
        return problems;
    }

    /** Which commit goes to which of the hub's branches. */
    private record Aim(BranchName base, ObjectId head) {}

    private void follow(
            HostedRepository repository,
            Mirror.Settings settings,
            Optional<MirrorTable.MappedPull> known,
            RemotePull remote,
            Aim aim) {
        Optional<PullRequest> here = known.map(mapped -> pulls.require(repository, mapped.pull()));
        boolean said =
                known.filter(mapped -> mapped.words().equals(words(remote))).isPresent();
        if (here.isPresent() && !isDue(here.get(), known.get(), aim, said)) {
            return;
        }
        var proposal = proposal(repository, settings, remote, aim);
        int number;
        if (here.isPresent() && here.get().state() != PullRequest.State.MERGED) {
            number = pulls.renew(here.get().number(), proposal).number();
        } else {
            number = switch (consequences.propose(proposal)) {
                case PushConsequences.Refused(String reason) -> throw Refusal.conflict(reason);
                case PushConsequences.Accepted accepted -> accepted.number();
            };
        }
        table.pull(repository.id(), new MirrorTable.MappedPull(remote.number(), number, false, words(remote)));
    }

    private static boolean isDue(PullRequest here, MirrorTable.MappedPull known, Aim aim, boolean said) {
        boolean moved = !here.headSha().equals(Sha.of(aim.head()));
        return switch (here.state()) {
            // Closed here by a person: it stays so until there is something new to look at.
            case CLOSED -> known.closed() || moved;
            case MERGED -> moved;
            case OPEN -> moved || !said || !here.base().equals(aim.base());
        };
    }

    private static PushConsequences.Proposal proposal(
            HostedRepository repository, Mirror.Settings settings, RemotePull remote, Aim aim) {
        return new PushConsequences.Proposal(
                repository,
                author(settings, remote),
                aim.base(),
                aim.head(),
                Map.of(
                        "topic",
                        topic(settings, remote.number()),
                        "title",
                        title(remote),
                        "description",
                        remote.words().text()));
    }

    /** So that an unchanged title and text is seen to be unchanged. */
    private static String words(RemotePull remote) {
        try {
            byte[] said = (remote.words().title() + "\n" + remote.words().text()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(said));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String title(RemotePull remote) {
        return remote.words().title().isBlank()
                ? "Pull request " + remote.number()
                : remote.words().title();
    }

    static String topic(Mirror.Settings settings, int remote) {
        return settings.kind().word() + "-" + remote;
    }

    /** A stranger, whose code waits for approval, unless a maintainer has named the login; never one of the hub's own accounts. */
    private static Account author(Mirror.Settings settings, RemotePull remote) {
        String name = remote.words().author() + "@" + settings.cloneUrl().getHost();
        return new Account(
                0, name, settings.trusted().contains(remote.words().author()) ? Role.CONTRIBUTOR : Role.READER);
    }
}
