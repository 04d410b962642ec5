package dev.softservice.server.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;

/** What distros on this hub may be made of: the releases of its own repositories. Nothing is fetched from addresses that strangers write. */
public final class HubDistros implements DistroSource {
    private static final int KEPT = 1_000;

    private final Repositories repositories;
    private final Releases releases;
    private final GitStore git;
    private final TreeFolders trees;
    private final Supplier<String> hub;
    /** A tree never changes: its manifest is read once. */
    private final Cache<Key, Loaded> loaded =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private record Key(long repository, String tree) {}

    /** {@code hub}: this hub's address without a slash at the end, asked for at each use. */
    public HubDistros(
            Repositories repositories, Releases releases, GitStore git, TreeFolders trees, Supplier<String> hub) {
        this.repositories = repositories;
        this.releases = releases;
        this.git = git;
        this.trees = trees;
        this.hub = hub;
    }

    @Override
    public Optional<String> refusal(DistroAddress distro) throws IOException {
        var name = name(distro);
        if (name.isEmpty()) {
            return Optional.of("this hub only uses distros of its own: " + distro
                    + " is elsewhere; bring it here and name it owner/name");
        }
        return asked(() -> find(name.get()).filter(found -> !found.isPrivate()).isPresent()
                ? Optional.empty()
                : Optional.of("there is no repository " + name.get()
                        + " on this hub; a private one is no part of others, which would show what is in it"));
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        return asked(() -> releases.all(repository(distro)).stream()
                .filter(release -> release.yanked().isEmpty())
                .map(release -> new Available(
                        release.version(),
                        release.tag(),
                        release.commit().name(),
                        release.tree().name()))
                .toList());
    }

    @Override
    public Loaded load(DistroAddress distro, Available release) throws IOException {
        return asked(() -> {
            var repository = repository(distro);
            var key = new Key(repository.id(), release.tree());
            var known = loaded.getIfPresent(key);
            if (known != null) return known;
            var files = git.files(repository.name(), ObjectId.fromString(release.tree()));
            var read = new Loaded(files, new ManifestReader().read(files));
            if (read.reading().manifest().isPresent()) loaded.put(key, read);
            return read;
        });
    }

    @Override
    public Path folder(DistroAddress distro, Available release) throws IOException {
        return asked(() -> trees.of(repository(distro).name(), ObjectId.fromString(release.tree())));
    }

    /** The repository of this hub that an address names; empty: none of this hub. */
    public Optional<RepositoryName> nameOf(DistroAddress distro) {
        return name(distro).flatMap(this::find).map(HostedRepository::name);
    }

    private Optional<String> name(DistroAddress distro) {
        var here = hub.get() + "/";
        return Optional.of(distro.url())
                .filter(url -> url.startsWith(here))
                .map(url -> url.substring(here.length()))
                .filter(DistroAddress::isOnHub);
    }

    private Optional<HostedRepository> find(String name) {
        var slash = name.indexOf('/');
        try {
            return repositories
                    .find(new RepositoryName(name.substring(0, slash), name.substring(slash + 1)))
                    .filter(found -> !found.isGoing());
        } catch (Refusal noSuchName) {
            if (noSuchName.kind() == Refusal.Kind.INVALID) return Optional.empty();
            throw noSuchName;
        }
    }

    private HostedRepository repository(DistroAddress distro) {
        return name(distro)
                .flatMap(this::find)
                .orElseThrow(() -> Refusal.notFound("there is no " + distro + " on this hub"));
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    /** What the hub cannot tell at present is no fault of the distro: the run is taken up again. */
    private static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (Refusal refused) {
            throw new IOException(refused.getMessage(), refused);
        } catch (UncheckedIOException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }
}
