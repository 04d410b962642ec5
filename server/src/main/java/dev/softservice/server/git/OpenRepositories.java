package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repositories' folders, each opened at most once, and the lock under which a repository's refs are written. */
final class OpenRepositories implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRepositories.class);
    private final Path folder;
    private final Map<RepositoryName, FileRepository> open = new ConcurrentHashMap<>();
    private final List<Consumer<RepositoryName>> listeners = new CopyOnWriteArrayList<>();
    private final Map<RepositoryName, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final UnaryOperator<RepositoryName> folders;

    /** {@code folders}: the name that a repository's folder has, from any name of it. */
    OpenRepositories(Path folder, UnaryOperator<RepositoryName> folders) {
        this.folders = folders;
        this.folder = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.folder);
            delete(quarantines());
            Files.createDirectories(quarantines());
            sweep();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A repository that can't be looked through is told of, and keeps no other from being served. */
    private void sweep() throws IOException {
        for (var name : all()) {
            try {
                LeftOvers.sweep(path(name));
            } catch (IOException broken) {
                LOG.error("{}: could not be looked through for what a crash has left over", name, broken);
            }
        }
    }

    /** Where pushes wait for judgement: no owner's name starts with a dot, and it is on the same file system as the repositories. */
    Path quarantines() {
        return folder.resolve(".quarantine");
    }

    Path path(RepositoryName any) {
        var name = folders.apply(any);
        return folder.resolve(name.owner()).resolve(name.name() + ".git");
    }

    void create(RepositoryName name) throws IOException {
        locked(name, () -> {
            var path = path(name);
            if (!RepositoryCache.FileKey.isGitRepository(path.toFile(), FS.DETECTED)) {
                try (var repository = new FileRepository(path.toFile())) {
                    repository.create(true);
                    var head = repository.updateRef("HEAD", false);
                    head.link("refs/heads/main");
                }
                for (var inside : new String[] {"HEAD", "config", "objects", "refs"}) {
                    Durability.syncOne(path.resolve(inside));
                }
                Durability.sync(path, folder);
            }
            return open(name);
        });
    }

    FileRepository open(RepositoryName any) throws IOException {
        var name = folders.apply(any);
        var known = open.get(name);
        if (known != null) {
            return known;
        }
        return locked(name, () -> {
            var again = open.get(name);
            if (again != null) {
                return again;
            }
            var path = path(name).toFile();
            if (!RepositoryCache.FileKey.isGitRepository(path, FS.DETECTED)) {
                throw Refusal.notFound("no repository " + name + " here");
            }
            // By way of JGit's cache, so that a quarantine's alternate is this very instance with its open packs.
            var repository = (FileRepository) RepositoryCache.open(RepositoryCache.FileKey.exact(path, FS.DETECTED));
            open.put(name, repository);
            return repository;
        });
    }

    /** Takes the folder away in one step, and then deletes it; harmless where there is none. What is cut off in between goes at the next start. */
    void remove(RepositoryName any) throws IOException {
        var name = folders.apply(any);
        locked(name, () -> {
            var path = path(name);
            var known = open.remove(name);
            if (known != null) {
                RepositoryCache.close(known);
            }
            if (Files.exists(path)) {
                var aside = Files.createTempDirectory(quarantines(), "gone-");
                Files.move(path, aside.resolve("git"), StandardCopyOption.ATOMIC_MOVE);
                Durability.syncOne(folder.resolve(name.owner()));
                delete(aside);
            }
            return true;
        });
    }

    void whenPushed(Consumer<RepositoryName> listener) {
        listeners.add(listener);
    }

    void pushed(RepositoryName any) {
        var name = folders.apply(any);
        listeners.forEach(listener -> listener.accept(name));
    }

    List<RepositoryName> all() throws IOException {
        var names = new ArrayList<RepositoryName>();
        try (var owners = Files.newDirectoryStream(
                folder, path -> !path.getFileName().toString().startsWith("."))) {
            for (var owner : owners) {
                try (var repositories = Files.newDirectoryStream(owner, "*.git")) {
                    for (var repository : repositories) {
                        names.add(new RepositoryName(
                                owner.getFileName().toString(),
                                repository.getFileName().toString().replaceFirst("\\.git$", "")));
                    }
                }
            }
        }
        return names;
    }

    /** Runs the work with the repository's refs (and its coming into being) to itself. Reentrant. */
    <T> T locked(RepositoryName name, GitStore.Work<T> work) throws IOException {
        var lock = locks.computeIfAbsent(folders.apply(name), _ -> new ReentrantLock());
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(FileRepository::close);
        open.clear();
    }
}
