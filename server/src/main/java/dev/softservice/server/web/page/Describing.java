package dev.softservice.server.web.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Hub;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** What one commit of a distro says about itself. A commit never changes, so it is read once and kept. */
final class Describing {
    private static final int MOST = 2_000;

    private record Key(long repository, ObjectId commit) {}

    private final Hub hub;
    private final ManifestReader reader = new ManifestReader();
    private final Cache<Key, Reading> readings =
            Caffeine.newBuilder().maximumSize(MOST).build();

    Describing(Hub hub) {
        this.hub = hub;
    }

    /** The commit that pages speak of: the release's, else the newest of main; empty where nothing was pushed. */
    Optional<ObjectId> shown(HostedRepository repository) {
        return hub.releases()
                .stable(repository)
                .map(release -> release.commit().id())
                .or(() -> hub.git().resolve(repository.name(), BranchName.MAIN.ref()));
    }

    Reading reading(HostedRepository repository, ObjectId commit) {
        return readings.get(
                new Key(repository.id(), commit), key -> reader.read(hub.git().files(repository.name(), key.commit())));
    }
}
