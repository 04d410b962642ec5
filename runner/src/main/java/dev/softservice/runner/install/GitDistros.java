package dev.softservice.runner.install;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.files.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;

/**
 * What a distro that is being written is made of: release tags of any Git repository, fetched into a cache. Tags are taken as they are, but for those that say themselves that they
 * are another repository's: a user who tests a distro here names what it uses; believing signatures is for installations. Safe for several processes of one user. Trims its cache once a day.
 */
public final class GitDistros implements DistroSource {
    private final Supplier<Path> cache;
    private final Clock clock;

    /** {@code cache}: asked for only when something has to be fetched; made where it is missing, for this user only. */
    public GitDistros(Supplier<Path> cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        return within(distro, (repository, _) -> {
            repository.fetchReleases(distro.url());
            refuseMisplaced(distro, repository);
            var yanked = repository
                    .shown(StableStatement.REF)
                    .flatMap(StableStatement::unverified)
                    .map(said -> said.yanked().keySet())
                    .orElse(Set.of());
            return repository.releases(Constants.R_TAGS).stream()
                    .filter(release ->
                            yanked.stream().noneMatch(version -> version.tag().equals(release.tag())))
                    .toList();
        });
    }

    /** A copy on disk may lie anywhere; what is fetched from a server is asked for by owner and name. */
    private static void refuseMisplaced(DistroAddress distro, DistroRepository repository) throws IOException {
        var hub = distro.hub();
        if (hub.isEmpty() || distro.url().startsWith("file:")) return;
        var misplaced = repository.misplaced(
                Constants.R_TAGS, distro.url().substring(hub.get().length() + 1));
        if (misplaced.isPresent())
            throw new IOException(distro + ": " + misplaced.get()
                    + ": name the address that it was released at, or take that tag away there");
    }

    @Override
    public Path folder(DistroAddress distro, Available release) throws IOException {
        return within(distro, (repository, here) -> {
            var tree = here.resolve(CacheTrim.TREES).resolve(release.tree());
            if (!Files.isDirectory(tree)) Checkout.write(repository.repository(), release.tree(), tree);
            CacheTrim.usual(cache.get(), clock).used(tree);
            return tree;
        });
    }

    private interface Work<T> {
        T run(DistroRepository repository, Path folder) throws IOException;
    }

    /** Works in the distro's part of the cache, which is held meanwhile. */
    private <T> T within(DistroAddress distro, Work<T> work) throws IOException {
        var root = cache.get();
        var trim = CacheTrim.usual(root, clock);
        try {
            var name = UUID.nameUUIDFromBytes(distro.url().getBytes(StandardCharsets.UTF_8))
                    .toString();
            var folder = root.resolve(name);
            StateFolder.makePrivate(folder);
            trim.daily();
            try (var _ = LockFile.hold(folder.resolve(CacheTrim.LOCK));
                    var repository = DistroRepository.open(
                            folder.resolve(CacheTrim.REPOSITORY), DistroRepository.Bounds.USUAL)) {
                trim.used(folder.resolve(CacheTrim.REPOSITORY));
                return work.run(repository, folder);
            }
        } catch (InstallRefusal refused) {
            boolean moved = refused.kind() == InstallRefusal.Kind.UNTRUSTED;
            throw new IOException(
                    refused.getMessage() + (moved ? "; where that repository was made anew, remove " + root : ""),
                    refused);
        } catch (UncheckedIOException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }
}
