package dev.softservice.server.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.Candidates;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.runner.model.Reason;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What commits of this hub's distros are made of, for showing and comparing: nothing is checked out for it. */
public final class Compositions {
    private static final Logger LOG = LoggerFactory.getLogger(Compositions.class);
    private static final int KEPT = 500;

    private final HubDistros distros;
    private final GitStore git;
    private final Supplier<String> hub;
    private final Cache<Key, Optional<Composition>> recorded =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private record Key(long repository, ObjectId commit, List<Composition.Used> record) {}

    /** {@code hub}: this hub's address without a slash at the end. */
    public Compositions(HubDistros distros, GitStore git, Supplier<String> hub) {
        this.distros = distros;
        this.git = git;
        this.hub = hub;
    }

    /** Made of exactly what was recorded; empty where that does not fit the commit's manifest, or the manifest can't be read. */
    public Optional<Composition> recorded(HostedRepository repository, ObjectId commit, List<Composition.Used> record) {
        return recorded.get(
                new Key(repository.id(), commit, List.copyOf(record)),
                key -> resolve(repository, commit, Resolver.pinned(distros, key.record())));
    }

    /** Made of what its ranges come to now; empty where they come to nothing, or the manifest can't be read. */
    public Optional<Composition> present(HostedRepository repository, ObjectId commit) {
        return resolve(repository, commit, new Resolver(distros));
    }

    /** Whether a commit would be made of {@code candidate}, or could be made of nothing because of it. */
    public boolean takes(HostedRepository repository, ObjectId commit, UnreleasedVersion candidate) {
        var resolver = new Resolver(new Candidates(distros, List.of(candidate)));
        return resolution(repository, commit, resolver)
                .filter(resolution -> switch (resolution) {
                    case Resolver.Unresolved _ -> true;
                    case Resolver.Resolved resolved ->
                        resolved.composition().parts().stream()
                                .anyMatch(part -> part.release().equals(Optional.of(candidate.release())));
                })
                .isPresent();
    }

    /** Why these commits can't be made of what their ranges come to now, a line each; those that can, or whose manifest can't be read, are left out. */
    public Map<ObjectId, List<String>> missing(HostedRepository repository, Collection<ObjectId> commits) {
        var seen = new SeenReleases(distros);
        var missing = new HashMap<ObjectId, List<String>>();
        for (var commit : commits) {
            resolution(repository, commit, new Resolver(seen)).ifPresent(resolution -> {
                if (resolution instanceof Resolver.Unresolved unresolved) missing.put(commit, unresolved.reasons());
            });
        }
        return missing;
    }

    private Optional<Resolver.Resolution> resolution(HostedRepository repository, ObjectId commit, Resolver resolver) {
        var files = git.files(repository.name(), commit);
        return new ManifestReader()
                .read(files)
                .manifest()
                .map(manifest ->
                        attempt(() -> resolver.resolve(manifest, files, Optional.of(hub.get()), Optional.empty())));
    }

    private Optional<Composition> resolve(HostedRepository repository, ObjectId commit, Resolver resolver) {
        return resolution(repository, commit, resolver).flatMap(resolution -> switch (resolution) {
            case Resolver.Resolved resolved -> Optional.of(resolved.composition());
            case Resolver.Unresolved unresolved -> {
                LOG.debug("{} {}: {}", repository.name(), commit.name(), unresolved.reasons());
                yield Optional.empty();
            }
        });
    }

    /** What can't be read just now can't be shown just now. */
    private static Resolver.Resolution attempt(Supplier<Resolver.Resolution> question) {
        try {
            return question.get();
        } catch (UncheckedIOException unreadable) {
            return new Resolver.Unresolved(List.of(new Resolver.Trouble("", Reason.of(unreadable))));
        }
    }
}
