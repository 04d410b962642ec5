package dev.softservice.server.review;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.LineFollower;
import dev.softservice.server.git.LineFollower.At;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import java.util.Optional;

/**
 * Finds the lines that people commented on in other versions. The results are kept, because the difference between two
 * commits never changes.
 */
public final class Followed {
    private static final int MOST = 20_000;

    private record Key(long repository, Sha from, Sha to, At at) {}

    private final Versions versions;
    private final LineFollower follower;
    private final Cache<Key, Optional<At>> kept =
            Caffeine.newBuilder().maximumSize(MOST).build();

    public Followed(Versions versions, GitStore git) {
        this.versions = versions;
        this.follower = new LineFollower(git);
    }

    /** The same line in {@code now}; empty: it was changed or removed, so what was said of it is outdated. */
    public Optional<LinePlace> in(HostedRepository repository, PullRequest pull, LinePlace place, PullVersion now) {
        if (place.version() == now.number()) return Optional.of(place);
        var from = commit(repository, versions.require(pull, place.version()), place.side());
        var to = commit(repository, now, place.side());
        var key = new Key(repository.id(), from, to, new At(place.path(), place.line()));
        return kept.get(key, _ -> follower.follow(repository.name(), from.id(), to.id(), key.at()))
                .map(at -> new LinePlace(now.number(), at.path(), place.side(), at.line()));
    }

    /** What the line says; empty where there is none. */
    Optional<String> text(HostedRepository repository, PullVersion version, LinePlace place) {
        return follower.text(
                repository.name(), commit(repository, version, place.side()).id(), new At(place.path(), place.line()));
    }

    private Sha commit(HostedRepository repository, PullVersion version, Side side) {
        return switch (side) {
            case OLD -> versions.mergeBase(repository, version);
            case NEW -> version.head();
        };
    }
}
