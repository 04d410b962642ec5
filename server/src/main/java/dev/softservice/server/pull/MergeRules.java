package dev.softservice.server.pull;

import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TouchedPaths;
import dev.softservice.server.policy.Policies;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.RunLookups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the policy of its base asks of a pull request beyond being verified. */
public final class MergeRules {
    private final Database database;
    private final Repositories repositories;
    private final Policies policies;
    private final Told told;
    private final TouchedPaths paths;
    private final GitReader reader;
    private final Dependencies dependencies;

    /** {@code opinions}: what reviewers say; {@code tried}: what came of it with what uses the distro. */
    public record Told(Opinion.Given opinions, Tried.Given tried) {}

    public MergeRules(Database database, Repositories repositories, GitStore git, Policies policies, Told told) {
        this.database = database;
        this.repositories = repositories;
        this.policies = policies;
        this.told = told;
        this.paths = new TouchedPaths(git);
        this.reader = new GitReader(git);
        this.dependencies = new Dependencies(database, repositories);
    }

    Policies.InForce policy(PullRequest pull) {
        return policies.at(repositories.byId(pull.repository()), pull.baseSha().id());
    }

    /** What keeps an open one from landing and was not set aside for its present head. */
    List<Hold> holds(PullRequest pull) {
        return holds(repositories.byId(pull.repository()), List.of(pull)).getOrDefault(pull.id(), List.of());
    }

    /** The same, where what came of trying an older merge result of its present version is enough. */
    List<Hold> holdsOfVersion(PullRequest pull) {
        return holds(repositories.byId(pull.repository()), List.of(pull), false).getOrDefault(pull.id(), List.of());
    }

    /** What keeps each of many of one repository back, by id; those that nothing keeps back are left out. */
    Map<Long, List<Hold>> holds(HostedRepository repository, List<PullRequest> pulls) {
        return holds(repository, pulls, true);
    }

    /** Whether what uses the distro decides over it: then it lands only as what was tried. */
    boolean areUsersAsked(PullRequest pull) {
        return isLevelAsked(pull) || doesPolicyAsk(repositories.byId(pull.repository()), pull);
    }

    /** Whether it has to reach the rung that is judged by what uses the distro. */
    boolean isLevelAsked(PullRequest pull) {
        return !levelAsked(repositories.byId(pull.repository()), List.of(pull)).isEmpty();
    }

    private Set<Integer> levelAsked(HostedRepository repository, List<PullRequest> pulls) {
        var numbers = pulls.stream().map(PullRequest::number).toList();
        return database.read(handle -> RunLookups.asking(handle, repository.id(), numbers, Rung.CARRIES.number()));
    }

    private boolean doesPolicyAsk(HostedRepository repository, PullRequest pull) {
        return policies.at(repository, pull.baseSha().id()).policy().users() == Policy.Weight.BLOCK;
    }

    private Map<Long, List<Hold>> holds(HostedRepository repository, List<PullRequest> pulls, boolean exactly) {
        if (pulls.isEmpty()) return Map.of();
        var ids = pulls.stream().map(PullRequest::id).toList();
        var aside = database.read(handle -> SetAsideTable.of(handle, ids));
        var level = levelAsked(repository, pulls);
        var known = new Known(
                dependencies.open(repository, pulls),
                database.read(handle -> VersionTable.newest(handle, ids)),
                told.opinions().on(pulls),
                told.tried()
                        .on(pulls.stream()
                                .filter(pull -> level.contains(pull.number()) || doesPolicyAsk(repository, pull))
                                .toList()),
                new Users(exactly, level));
        var holds = new HashMap<Long, List<Hold>>();
        for (var pull : pulls) {
            var past = aside.getOrDefault(pull.id(), List.of()).stream()
                    .filter(one -> one.head().equals(pull.headSha()))
                    .map(SetAside::rule)
                    .toList();
            var left = all(repository, pull, known).stream()
                    .filter(hold -> !past.contains(hold.kind()))
                    .toList();
            if (!left.isEmpty()) holds.put(pull.id(), left);
        }
        return holds;
    }

    /** What the database knows, by the pull request's id. */
    private record Known(
            Map<Long, List<Dependencies.Open>> open,
            Map<Long, PullVersion> newest,
            Map<Long, List<Opinion>> opinions,
            Map<Long, Tried> tried,
            Users users) {}

    /** How much what uses the distro counts: {@code exactly} as in {@link Tried.Demand}; {@code level}: the numbers of those for whom it is a rung. */
    private record Users(boolean exactly, Set<Integer> level) {
        Tried.Demand of(PullRequest pull) {
            return new Tried.Demand(exactly, level.contains(pull.number()));
        }
    }

    /** Whether it may wait in line: what it depends on may stand ahead of it there. */
    boolean letInLine(PullRequest pull) {
        return holdsOfVersion(pull).stream().allMatch(hold -> hold.kind() == Hold.Kind.DEPENDS)
                && dependencies.open(pull).stream().allMatch(open -> open.isInLineWith(pull));
    }

    /** Every rule that was ever set aside for it, oldest first. */
    List<SetAside> aside(PullRequest pull) {
        return database.read(handle -> SetAsideTable.of(handle, pull.id()));
    }

    private List<Hold> all(HostedRepository repository, PullRequest pull, Known known) {
        var inForce = policies.at(repository, pull.baseSha().id());
        var policy = inForce.policy();
        var holds = new ArrayList<Hold>();
        if (pull.draft()) holds.add(Hold.DRAFT);
        unreadable(repository, pull, inForce).ifPresent(holds::add);
        known.open().getOrDefault(pull.id(), List.of()).forEach(open -> holds.add(open.hold()));
        var newest = Objects.requireNonNull(known.newest().get(pull.id()));
        holds.addAll(Approvals.missing(
                policy,
                new Approvals.Known(
                        known.opinions().getOrDefault(pull.id(), List.of()),
                        newest.number(),
                        new HashSet<>(List.of(pull.author(), newest.by())),
                        policy.owners().isEmpty() ? List.of() : changed(repository, pull))));
        Optional.ofNullable(known.tried().get(pull.id()))
                .map(tried -> tried.holds(known.users().of(pull)))
                .ifPresent(holds::addAll);
        return holds;
    }

    /** What came of trying it with what uses the distro. */
    Tried tried(PullRequest pull) {
        return told.tried().on(List.of(pull)).getOrDefault(pull.id(), Tried.UNKNOWN);
    }

    /** It would leave its base with a policy that nobody can read. */
    private Optional<Hold> unreadable(HostedRepository repository, PullRequest pull, Policies.InForce inForce) {
        return pull.mergeSha()
                .flatMap(merged -> policies.at(repository, merged.id()).trouble())
                .filter(trouble -> !inForce.trouble().equals(Optional.of(trouble)))
                .map(trouble -> new Hold(Hold.Kind.POLICY, "has a policy that can't be read: " + trouble));
    }

    private List<String> changed(HostedRepository repository, PullRequest pull) {
        var head = pull.headSha().id();
        var from = reader.mergeBase(repository.name(), pull.baseSha().id(), head)
                .orElse(pull.baseSha().id());
        return paths.between(repository.name(), from, head);
    }
}
