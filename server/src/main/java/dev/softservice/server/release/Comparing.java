package dev.softservice.server.release;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Compares runs and releases: what each was made of, and which permissions a run's version would ask for beyond
 * stable's.
 */
public final class Comparing {
    private final Releases releases;
    private final Repositories repositories;
    private final Runs runs;
    private final Compositions compositions;

    public Comparing(Releases releases, Repositories repositories, Runs runs, Compositions compositions) {
        this.releases = releases;
        this.repositories = repositories;
        this.runs = runs;
        this.compositions = compositions;
    }

    /** What a release was made of when it was proven. */
    public List<Use> uses(Release release) {
        return runs.usesOf(List.of(release.run())).getOrDefault(release.run(), List.of());
    }

    public Optional<Composition> composition(HostedRepository repository, Release release) {
        return compositions.recorded(repository, release.commit().id(), used(uses(release)));
    }

    /** What a run's tree was made of; empty until that is known. */
    public Optional<Composition> composition(Run run) {
        if (run.acceptedAt().isEmpty() && run.verdict().isEmpty()) return Optional.empty();
        return compositions.recorded(
                repositories.byId(run.repository()), run.commit().id(), used(runs.uses(run)));
    }

    /** What a commit that has not been released would be made of now. */
    public Optional<Composition> present(HostedRepository repository, ObjectId commit) {
        return compositions.present(repository, commit);
    }

    /** Whether a commit would be made of {@code candidate}, as {@link Compositions#takes}. */
    public boolean takes(HostedRepository repository, ObjectId commit, UnreleasedVersion candidate) {
        return compositions.takes(repository, commit, candidate);
    }

    /** Why these commits can't be made of what their ranges come to now, as {@link Compositions#missing}. */
    public Map<ObjectId, List<String>> missing(HostedRepository repository, Collection<ObjectId> commits) {
        return compositions.missing(repository, commits);
    }

    private static List<Composition.Used> used(List<Use> uses) {
        return uses.stream().map(Use::used).toList();
    }

    /** The release that was stable when the run began; empty: there was none, or it is not published any more. */
    public Optional<Release> stable(Run run) {
        return run.compared().isEmpty()
                ? Optional.empty()
                : releases.find(
                        repositories.byId(run.repository()), run.compared().getAsLong());
    }

    /** Compared with what was stable when the run began; {@link Asked#NOTHING} until its composition is known, and where it can't be told any more. */
    public Asked asked(Run run) {
        var candidate = composition(run);
        if (candidate.isEmpty()) return Asked.NOTHING;
        if (run.compared().isEmpty()) return Asked.first(candidate.get());
        var repository = repositories.byId(run.repository());
        return releases.find(repository, run.compared().getAsLong())
                .flatMap(release -> composition(repository, release)
                        .map(stable -> Asked.against(release.tag(), stable, candidate.get())))
                .orElse(Asked.NOTHING);
    }

    /** Distros whose newest release is made of a release of this one, by name; of those that are seen. */
    public List<Releases.User> usedBy(HostedRepository repository, Visible by) {
        return releases.usersOf(repository, by);
    }

    /** The run's composition as a map from path to {@code owner/name}, for what is on this hub. */
    public static Map<String, String> onThisHub(List<Use> uses) {
        return uses.stream()
                .filter(use -> use.onThisHub().isPresent())
                .collect(java.util.stream.Collectors.toMap(
                        use -> use.used().path(), use -> use.onThisHub().orElseThrow()));
    }
}
