package dev.softservice.server.pull;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Strength;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.LadderPolicy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The rules that a pull request is held to. They are read from the branch that it targets, and from what it proposes only where a maintainer has said so. */
public final class TargetPolicy {
    /** {@code weaker}: what the merge result checks less of than its target. */
    record Rules(LadderPolicy ladder, List<String> weaker) {
        static final Rules NONE = new Rules(LadderPolicy.OWN, List.of());

        /** What a pull request asks people to stop checking never goes unseen. */
        List<String> notes() {
            return weaker.stream().map(lost -> "this change " + lost).toList();
        }
    }

    private final GitStore git;
    private final Releases releases;
    private final int highest;
    private final ManifestReader manifests = new ManifestReader();

    /** {@code highest}: the rung that runs climb to on this hub; what is above it can't be asked of a run. */
    public TargetPolicy(GitStore git, Releases releases, int highest) {
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
        var weaker = target.flatMap(before -> proposed.map(after -> Strength.lost(before, after)))
                .orElse(List.of());
        var decides = !weaker.isEmpty() && meant.containsAll(weaker) ? proposed : target;
        var asked = decides.map(Manifest::releaseLevel).orElse(OptionalInt.empty());
        int stable = releases.stable(repository).map(Release::level).orElse(0);
        // What the target branch says plainly counts for more than what was once reached: else no rung could ever be
        // given up.
        return new Rules(
                new LadderPolicy(Math.min(asked.orElse(stable), highest), LadderPolicy.climb(asked, highest)), weaker);
    }

    private Optional<Manifest> manifest(HostedRepository repository, Sha commit) {
        return manifests.read(git.files(repository.name(), commit.id())).manifest();
    }
}
