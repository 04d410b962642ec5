package dev.softservice.server.git;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.PushConsequences.Accepted;
import dev.softservice.server.git.PushConsequences.Moved;
import dev.softservice.server.git.PushConsequences.Proposal;
import dev.softservice.server.git.PushConsequences.Refused;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides over a push whose objects lie in quarantine, and carries it out. A push is taken whole or not at all: one refused ref refuses
 * the others, so that a refused push can leave nothing behind.
 */
final class PushJudge implements PreReceiveHook {
    private static final Logger LOG = LoggerFactory.getLogger(PushJudge.class);

    /** Which account pushes to which repository; {@code called}: by which of its names. */
    record Push(HostedRepository repository, Account by, RepositoryName called) {}

    private final Push push;
    private final GitStore store;
    private final PushConsequences consequences;
    private final PushAudit audit;
    private final Quarantine quarantine;

    PushJudge(Push push, GitStore store, PushConsequences consequences, PushAudit audit, Quarantine quarantine) {
        this.push = push;
        this.store = store;
        this.consequences = consequences;
        this.audit = audit;
        this.quarantine = quarantine;
    }

    @Override
    public void onPreReceive(ReceivePack session, Collection<ReceiveCommand> ignored) {
        var commands = session.getAllCommands();
        try {
            var refused = refused(commands, session);
            if (!refused.isEmpty()) {
                refuse(commands, refused);
                return;
            }
            if (!commands.isEmpty()) {
                carryOut(commands, session);
            }
        } catch (Refusal refusal) {
            refuse(commands, all(commands, refusal.getMessage()));
        } catch (IOException | RuntimeException broken) {
            LOG.error("push to {} failed", push.repository().name(), broken);
            refuse(commands, all(commands, PushService.line(broken)));
        }
    }

    private static Map<ReceiveCommand, String> all(List<ReceiveCommand> commands, String reason) {
        var refused = new LinkedHashMap<ReceiveCommand, String>();
        commands.stream()
                .filter(command -> command.getResult() == Result.NOT_ATTEMPTED)
                .forEach(command -> refused.put(command, reason));
        return refused;
    }

    private static void refuse(List<ReceiveCommand> commands, Map<ReceiveCommand, String> reasons) {
        for (var command : commands) {
            var reason = reasons.get(command);
            if (reason != null) {
                command.setResult(Result.REJECTED_OTHER_REASON, reason);
            } else if (command.getResult() == Result.NOT_ATTEMPTED) {
                command.setResult(
                        Result.REJECTED_OTHER_REASON, "not done, because another ref of this push was refused");
            }
        }
    }

    private Map<ReceiveCommand, String> refused(List<ReceiveCommand> commands, ReceivePack session) throws IOException {
        var refused = new LinkedHashMap<ReceiveCommand, String>();
        for (var command : commands) {
            var change = change(command);
            var policy = RefPolicy.refusal(push.by(), change);
            if (policy.isPresent()) {
                refused.put(command, policy.get());
                if (RefPolicy.isProtected(command.getRefName())) {
                    audit.refused(push.repository(), push.by(), command.getRefName(), policy.get());
                }
            } else if (command.getResult() != Result.NOT_ATTEMPTED) {
                refused.put(command, Objects.requireNonNullElse(translated(command), "refused"));
            }
        }
        if (refused.isEmpty()) {
            var problem = objectProblem();
            try (var walk = new RevWalk(quarantine.repository())) {
                for (var command : commands) {
                    problem.or(() -> GitStore.call(() -> tipProblem(command, session, walk)))
                            .ifPresent(reason -> refused.put(command, reason));
                }
            }
        }
        return refused;
    }

    /** JGit's own words for a ref that somebody else has moved meanwhile are those of a broken client. */
    private static String translated(ReceiveCommand command) {
        return switch (command.getResult()) {
            case REJECTED_MISSING_OBJECT -> "the push lacks objects that it refers to; run git fsck in your clone";
            default -> fetchFirst(command.getRefName());
        };
    }

    private static String fetchFirst(String ref) {
        return "fetch first: " + ref + " has been moved meanwhile";
    }

    private Optional<String> objectProblem() throws IOException {
        var files = quarantine.checker().fileProblem(quarantine.repository());
        if (files.isPresent()) {
            return files;
        }
        for (var pack : quarantine.packs()) {
            var name = pack.getFileName().toString();
            var depth = DeltaDepth.of(pack, pack.resolveSibling(name.replace(".pack", ".idx")));
            if (depth > GitLimits.DELTA_DEPTH) {
                return Optional.of("the pack has a chain of %,d deltas; at most %,d are taken, run git repack -adf"
                        .formatted(depth, GitLimits.DELTA_DEPTH));
            }
        }
        return Optional.empty();
    }

    private Optional<String> tipProblem(ReceiveCommand command, ReceivePack session, RevWalk walk) throws IOException {
        if (command.getType() == ReceiveCommand.Type.DELETE) {
            return Optional.empty();
        }
        var ref = command.getRefName();
        var tip = walk.parseAny(command.getNewId());
        if (ref.startsWith("refs/tags/")) {
            var name = ref.substring("refs/tags/".length());
            return tip instanceof RevTag tag && !tag.getTagName().equals(name)
                    ? Optional.of("the tag object says '%s'; push it as refs/tags/%s"
                            .formatted(tag.getTagName(), tag.getTagName()))
                    : Optional.empty();
        }
        if (!(tip instanceof RevCommit)) {
            return Optional.of(noCommit(ref, tip));
        }
        if (!ref.startsWith(RefPolicy.PROPOSAL)) {
            return Optional.empty();
        }
        var proposal = proposal(command, session);
        if (proposal.isEmpty()) {
            return Optional.of("refs/for/ is followed by the branch to change: git push … HEAD:refs/for/main");
        }
        return new ProposedCommit(quarantine.repository(), proposal.get())
                .problem()
                .or(() -> consequences.refusal(proposal.get()));
    }

    private static String noCommit(String ref, RevObject tip) {
        if (tip instanceof RevTag tag) {
            return "%s takes commits, and %s is a tag; push the commit that it names: git push … '%s^{commit}:%s'"
                    .formatted(ref, tag.getTagName(), tag.getTagName(), ref);
        }
        return "%s takes commits, and %s is a %s; push a commit that holds it"
                .formatted(ref, tip.abbreviate(7).name(), Constants.typeString(tip.getType()));
    }

    /** Empty where git does not allow the branch's name. */
    private Optional<Proposal> proposal(ReceiveCommand command, ReceivePack session) {
        var text = text(command, session);
        return BranchName.of(text.branch())
                .map(branch -> new Proposal(push.repository(), push.by(), branch, command.getNewId(), text.options()));
    }

    private ProposalText text(ReceiveCommand command, ReceivePack session) {
        return ProposalText.of(
                command.getRefName(),
                Optional.ofNullable(session.getPushOptions()).orElse(List.of()),
                branch -> GitStore.call(() -> Refs.read(quarantine.repository(), "refs/heads/" + branch)
                        .isPresent()));
    }

    private static RefChange change(ReceiveCommand command) {
        return new RefChange(command.getRefName(), present(command.getOldId()), present(command.getNewId()));
    }

    private static Optional<ObjectId> present(ObjectId id) {
        return id.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(id);
    }

    private void carryOut(List<ReceiveCommand> commands, ReceivePack session) throws IOException {
        var changes = commands.stream()
                .filter(command -> !command.getRefName().startsWith(RefPolicy.PROPOSAL))
                .toList();
        var name = push.repository().name();
        var moved = store.repositories().locked(name, () -> {
            var repository = store.opened(name);
            var stale = standing(repository, changes);
            if (!stale.isEmpty()) {
                refuse(commands, stale);
                return false;
            }
            quarantine.promote();
            var all = changes.stream().map(PushJudge::change).toList();
            if (!Refs.moveAll(repository, all, "push by " + push.by().name())) {
                changes.forEach(command -> command.setResult(
                        Result.REJECTED_OTHER_REASON, "fetch first: a ref of this push has been moved meanwhile"));
                return false;
            }
            changes.forEach(command -> command.setResult(Result.OK));
            return true;
        });
        if (moved) {
            store.repositories().pushed(name);
            tell(commands, session);
        }
    }

    /** What stands in each change's way now that nobody else can move refs, another change of the same push included. */
    private static Map<ReceiveCommand, String> standing(FileRepository repository, List<ReceiveCommand> commands)
            throws IOException {
        var stale = new LinkedHashMap<ReceiveCommand, String>();
        var refs = Refs.all(repository);
        var names = RefNames.of(refs.keySet());
        for (var command : commands) {
            var change = change(command);
            if (!Optional.ofNullable(refs.get(change.ref())).equals(change.before())) {
                stale.put(command, fetchFirst(change.ref()));
            } else if (change.makes()) {
                names.add(change.ref())
                        .ifPresent(inTheWay -> stale.put(command, change.ref() + inTheWay + "; choose another name"));
            }
        }
        return stale;
    }

    private void tell(List<ReceiveCommand> commands, ReceivePack session) {
        var name = push.repository().name();
        if (!push.called().equals(name))
            session.sendMessage(
                    push.called() + " is called " + name + " now: git remote set-url says so to your clone");
        var lines = new ArrayList<String>(moved(commands));
        for (var command : commands) {
            if (command.getRefName().startsWith(RefPolicy.PROPOSAL)) {
                lines.addAll(text(command, session).remarks());
                lines.addAll(proposed(command, session));
            }
        }
        lines.forEach(line -> session.sendMessage(line.replaceAll("\\p{Cntrl}", " ")));
        quarantine.checker().largeFiles().remark().ifPresent(session::sendMessage);
    }

    private List<String> proposed(ReceiveCommand command, ReceivePack session) {
        try {
            var answer = consequences.propose(proposal(command, session).orElseThrow());
            switch (answer) {
                case Accepted accepted -> {
                    command.setResult(Result.OK);
                    return accepted.lines();
                }
                case Refused refused -> command.setResult(Result.REJECTED_OTHER_REASON, refused.reason());
            }
        } catch (Refusal refusal) {
            command.setResult(Result.REJECTED_OTHER_REASON, refusal.getMessage());
        } catch (RuntimeException broken) {
            LOG.error("proposal to {} failed", push.repository().name(), broken);
            command.setResult(
                    Result.REJECTED_OTHER_REASON,
                    "the hub could not record the proposal; try again, or tell its operator");
        }
        return List.of();
    }

    private List<String> moved(List<ReceiveCommand> commands) {
        return followed(commands.stream()
                .map(PushJudge::change)
                .flatMap(change -> BranchName.ofRef(change.ref()).stream()
                        .map(branch -> new Moved(branch, change.before(), change.after())))
                .toList());
    }

    /** The refs have moved whatever happens here, so the push is not called refused; and one that fails does not take the others with it. */
    private List<String> followed(List<Moved> moved) {
        if (moved.isEmpty()) {
            return List.of();
        }
        try {
            return consequences.branchesMoved(push.repository(), moved, push.by());
        } catch (RuntimeException broken) {
            if (moved.size() > 1) {
                return moved.stream()
                        .flatMap(one -> followed(List.of(one)).stream())
                        .toList();
            }
            var ref = moved.getFirst().branch().ref();
            LOG.error(
                    "what follows from the push to {} of {} failed",
                    ref,
                    push.repository().name(),
                    broken);
            return List.of("warning: " + ref + " has moved, but the hub could not start what follows from it");
        }
    }
}
