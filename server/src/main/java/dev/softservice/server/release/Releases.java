package dev.softservice.server.release;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Runs;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
        return list(repository, before, PAGE);
    }

    /** Newest first, at most {@code limit} below {@code before} (0: from the newest). */
    public List<Release> list(HostedRepository repository, long before, int limit) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), before, limit));
    }

    /** All of them, newest first. */
    public List<Release> all(HostedRepository repository) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), 0, Integer.MAX_VALUE));
    }

    /** The newest one that may be installed. */
    public Optional<Release> stable(HostedRepository repository) {
        return database.read(handle -> ReleaseTable.stable(handle, repository.id()));
    }

    /** The newest one of each repository that may be installed. */
    public List<Release> stable() {
        return database.read(ReleaseTable::stable);
    }

    /** The one that the branch {@code stable} points to, yanked or not. */
    Optional<Release> newest(HostedRepository repository) {
        return database.read(handle -> ReleaseTable.published(handle, repository.id(), 0, 1)).stream()
                .findFirst();
    }

    /** The newest one of each of these repositories, by their ids; those without any are left out. */
    public List<Release> newest(List<Long> repositories) {
        return database.read(handle -> ReleaseTable.newest(handle, repositories, Visible.ALL));
    }

    /** What is stable and what is yanked, by the ids of the repositories that have releases. */
    Map<Long, Statements.Facts> facts() {
        return database.read(handle -> {
            var stable = ReleaseTable.stable(handle).stream().collect(toMap(Release::repository, release -> release));
            var yanked = ReleaseTable.yanked(handle).stream().collect(groupingBy(Release::repository));
            return Stream.concat(stable.keySet().stream(), yanked.keySet().stream())
                    .distinct()
                    .collect(toMap(
                            id -> id,
                            id -> new Statements.Facts(
                                    Optional.ofNullable(stable.get(id)), yanked.getOrDefault(id, List.of()))));
        });
    }

    /** Of all repositories, those published after the row {@code id}, oldest first. */
    public List<Release> since(long id) {
        return database.read(handle -> ReleaseTable.since(handle, id));
    }

    /** Published ones that were made or yanked at {@code since} or later, oldest first. */
    public List<Release> changedSince(Instant since) {
        return database.read(handle -> ReleaseTable.changed(handle, since));
    }

    /** A published one by its version, {@code 2.3.1}. */
    public Optional<Release> find(HostedRepository repository, String version) {
        return database.read(handle -> ReleaseTable.ofVersion(handle, repository.id(), version));
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
    List<User> usersOf(HostedRepository repository, Visible by) {
        return database.read(handle -> {
            var newest = ReleaseTable.newest(handle, Runs.usersOf(handle, repository), by);
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
