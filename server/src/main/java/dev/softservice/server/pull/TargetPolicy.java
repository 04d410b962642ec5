package dev.softservice.server.pull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.model.Strength;
import dev.softservice.manifest.policy.Policy;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.policy.Policies;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.LadderPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** The rules that a pull request is held to. They are read from the branch that it targets, and from what it proposes only where a maintainer has said so. */
public final class TargetPolicy {
    /**
     * {@code weaker}: what the merge result checks less of than its target, or rules otherwise; {@code strangersRun}: code of people without a
     * role does not wait; {@code trouble}: why a policy could not be read.
     */
    record Rules(LadderPolicy ladder, List<String> weaker, boolean strangersRun, List<String> trouble) {
        /** The same, climbing at least that far. */
        Rules climbing(int level) {
            return new Rules(
                    new LadderPolicy(ladder.required(), Math.max(ladder.climb(), level)),
                    weaker,
                    strangersRun,
                    trouble);
        }

        static final Rules NONE = new Rules(LadderPolicy.OWN, List.of(), false, List.of());

        /** What a pull request asks people to stop checking never goes unseen. */
        List<String> notes() {
            return Stream.concat(weaker.stream().map(Rules::note), trouble.stream())
                    .toList();
        }

        static String note(String lost) {
            return "this change " + lost;
        }
    }

    private static final int REMEMBERED = 200;

    private final GitStore git;
    private final Releases releases;
    private final Policies policies;
    private final int highest;
    private final ManifestReader manifests = new ManifestReader();
    /** What is in a commit never changes, and each step of a landing asks for the same few. */
    private final Cache<Place, Optional<Manifest>> read =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Place(long repository, Sha commit) {}

    /** {@code highest}: the rung that runs climb to on this hub; what is above it can't be asked of a run. */
    public TargetPolicy(GitStore git, Releases releases, Policies policies, int highest) {
        this.policies = policies;
        this.highest = highest;
        this.git = git;
        this.releases = releases;
    }

    boolean isReleased(HostedRepository repository) {
        return releases.stable(repository).isPresent();
    }

    /** {@code meant}: what a maintainer has said to be meant; a lower level holds once that is all of it. */
    Rules of(HostedRepository repository, Sha base, Sha merged, List<String> meant) {
        var target = manifest(repository, base);
        var proposed = manifest(repository, merged);
        var inForce = policies.at(repository, base.id());
        var weaker = new ArrayList<>(target.flatMap(before -> proposed.map(after -> Strength.lost(before, after)))
                .orElse(List.of()));
        policies.read(repository, merged.id())
                .policy()
                .ifPresent(after -> inForce.policy().changesTo(after).stream()
                        .map(change -> change + " in " + Policy.FILE)
                        .forEach(weaker::add));
        var decides = !weaker.isEmpty() && meant.containsAll(weaker) ? proposed : target;
        var asked = decides.map(Manifest::releaseLevel).orElse(OptionalInt.empty());
        int stable = releases.stable(repository).map(Release::level).orElse(0);
        // What the target branch says plainly counts for more than what was once reached: else no rung could ever be
        // given up.
        int required =
                Math.min(Math.max(asked.orElse(stable), inForce.policy().level().orElse(0)), highest);
        return new Rules(
                new LadderPolicy(required, Math.max(required, LadderPolicy.climb(asked, highest))),
                List.copyOf(weaker),
                inForce.policy().strangers() == Policy.Strangers.RUN,
                inForce.trouble().map(Policies::told).stream().toList());
    }

    /** The same for a run that somebody wants to climb further than it has to; refuses what no run shows on this hub. */
    Rules raised(Rules rules, OptionalInt level) {
        if (level.isEmpty()) return rules;
        int most = Math.min(highest, Rung.ALONE.number());
        if (level.getAsInt() < Rung.ACCEPTED.number() || level.getAsInt() > most)
            throw Refusal.invalid("a run here climbs to level " + Rung.ACCEPTED.number() + " to " + most + ", not "
                    + level.getAsInt());
        return rules.climbing(level.getAsInt());
    }

    /** How a pull request becomes a commit of the branch whose tip is {@code base}. */
    Policy.Method method(HostedRepository repository, ObjectId base) {
        return policies.at(repository, base).policy().merge();
    }

    /** What the account that moved the branch is told. */
    List<String> trouble(HostedRepository repository, ObjectId tip) {
        return policies.at(repository, tip).trouble().map(Policies::told).stream()
                .toList();
    }

    private Optional<Manifest> manifest(HostedRepository repository, Sha commit) {
        return read.get(
                new Place(repository.id(), commit),
                _ -> manifests.read(git.files(repository.name(), commit.id())).manifest());
    }
}
