package dev.softservice.server.release;

import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Runs;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Releases and the hub's key. */
public final class Releases {
    private static final int PAGE = 100;
    private static final Comparator<User> USERS = Comparator.comparing(
                    (User user) -> user.distro().owner())
            .thenComparing(user -> user.distro().name())
            .thenComparing(User::path);

    private final Database database;
    private final HubKey key;

    public Releases(Database database, HubKey key) {
        this.database = database;
        this.key = key;
    }

    /** Newest first, at most 100 below {@code before} (0: from the newest). */
    public List<Release> list(HostedRepository repository, long before) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), before, PAGE));
    }

    /** All of them, newest first. */
    List<Release> all(HostedRepository repository) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), 0, Integer.MAX_VALUE));
    }

    /** The one that {@code stable} points to. */
    public Optional<Release> stable(HostedRepository repository) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), 0, 1)).stream()
                .findFirst();
    }

    /** A published one by its row's id. */
    Optional<Release> find(HostedRepository repository, long id) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), id + 1, 1)).stream()
                .filter(release -> release.id() == id)
                .findFirst();
    }

    /**
     * A distro that is made of another one.
     *
     * @param version its own newest release
     * @param path    what it calls the other one, by way of which uses
     * @param tag     the other one's release
     */
    public record User(RepositoryName distro, String version, String path, String tag) {}

    /** Whose newest release is made of a release of {@code repository}, at most 100. */
    List<User> usersOf(HostedRepository repository) {
        return database.read(handle -> {
            var newest = ReleaseTable.newest(handle, Runs.usersOf(handle, repository));
            var names = Repositories.names(
                    handle, newest.stream().map(Release::repository).toList());
            var uses = Runs.usesOf(handle, newest.stream().map(Release::run).toList());
            var here = Optional.of(repository.name().toString());
            return newest.stream()
                    .flatMap(release -> uses.getOrDefault(release.run(), List.of()).stream()
                            .filter(use -> use.onThisHub().equals(here))
                            .map(use -> new User(
                                    Objects.requireNonNull(names.get(release.repository())),
                                    release.version(),
                                    use.used().path(),
                                    use.used().tag())))
                    .sorted(USERS)
                    .limit(PAGE)
                    .toList();
        });
    }

    /** The hub's {@code allowed_signers} file. */
    public String allowedSigners() {
        return key.allowedSigners().toString();
    }

    /** {@code SHA256:…} of the hub's key. */
    public String fingerprint() {
        return key.fingerprint();
    }

    HubKey key() {
        return key;
    }

    Database database() {
        return database;
    }
}
