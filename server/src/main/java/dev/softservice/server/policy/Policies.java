package dev.softservice.server.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.policy.Policy;
import dev.softservice.manifest.policy.PolicyReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TouchedPaths;
import dev.softservice.server.repo.HostedRepository;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The policy of a branch, read from the branch itself. One that can't be read is told of; until it is mended, the last one of the branch
 * that could be read holds, so that a mistake in it weakens nothing.
 */
public final class Policies {
    private static final int KEPT = 2_000;
    private static final int LOOK_BACK = 200;

    /**
     * What holds at a commit of a branch.
     *
     * @param trouble one line with the place of the first mistake, where the commit's own policy can't be read
     */
    public record InForce(Policy policy, Optional<String> trouble) {
        public static final InForce USUAL = new InForce(Policy.DEFAULT, Optional.empty());
    }

    private record Key(long repository, ObjectId commit) {}

    private final GitStore git;
    private final TouchedPaths paths;
    private final PolicyReader reader = new PolicyReader();
    private final Cache<Key, InForce> known =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    public Policies(GitStore git) {
        this.git = git;
        this.paths = new TouchedPaths(git);
    }

    /** What holds for whatever is to land on {@code tip}. */
    public InForce at(HostedRepository repository, ObjectId tip) {
        return known.get(new Key(repository.id(), tip.copy()), key -> inForce(repository, key.commit()));
    }

    private InForce inForce(HostedRepository repository, ObjectId tip) {
        var own = read(repository, tip);
        if (own.policy().isPresent()) return new InForce(own.policy().get(), Optional.empty());
        var trouble = own.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .findFirst()
                .map(Problem::toString);
        return new InForce(lastGood(repository, tip), trouble);
    }

    private Policy lastGood(HostedRepository repository, ObjectId tip) {
        return paths.history(repository.name(), tip, Policy.FILE, LOOK_BACK).stream()
                .flatMap(commit -> read(repository, commit).policy().stream())
                .findFirst()
                .orElse(Policy.DEFAULT);
    }

    /** {@code trouble}, for people. */
    public static String told(String trouble) {
        return "the policy of this branch can't be read, so the last one that could holds: " + trouble;
    }

    /** What a commit's own file says, whether or not it holds anywhere. */
    public PolicyReader.Reading read(HostedRepository repository, ObjectId commit) {
        return reader.read(git.files(repository.name(), commit));
    }
}
