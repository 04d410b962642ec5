package dev.softservice.server.web.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Reads what one commit of a distro says about itself. A commit never changes, so the result is kept. */
public final class Describing {
    private static final int MOST = 2_000;
    private static final int README_LIMIT = 256 << 10;

    private record Key(long repository, ObjectId commit) {}

    private final Releases releases;
    private final GitStore git;
    private final GitReader reader;
    private final Markdown markdown;
    private final ManifestReader manifests = new ManifestReader();
    private final Cache<Key, Reading> readings =
            Caffeine.newBuilder().maximumSize(MOST).build();

    public Describing(Releases releases, GitStore git, GitReader reader, Markdown markdown) {
        this.releases = releases;
        this.git = git;
        this.reader = reader;
        this.markdown = markdown;
    }

    Optional<Release> stable(HostedRepository repository) {
        return releases.stable(repository);
    }

    /** The commit that pages speak of: the release's, else the newest of main; empty where nothing was pushed. */
    Optional<ObjectId> shown(HostedRepository repository) {
        return stable(repository)
                .map(release -> release.commit().id())
                .or(() -> git.resolve(repository.name(), BranchName.MAIN.ref()));
    }

    Reading reading(HostedRepository repository, ObjectId commit) {
        return readings.get(
                new Key(repository.id(), commit), key -> manifests.read(git.files(repository.name(), key.commit())));
    }

    /** Its README; empty where it has none. */
    SafeString readme(HostedRepository repository, ObjectId commit) {
        var files = "/" + repository.name() + "/files/" + commit.name() + "/";
        return reader.readme(repository.name(), commit, "", README_LIMIT)
                .map(blob -> markdown.cached(files + blob.path(), blob.text(), files))
                .orElse(new SafeString(""));
    }
}
