package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.files.LockFile;
import dev.softservice.runner.files.PrivateFile;
import dev.softservice.runner.plan.SecretSource;
import dev.softservice.runner.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one installation: {@code state.json} (holds secrets: mode 600), {@code secrets.seed} (what the secrets of used distros are made from: mode 600),
 * {@code allowed_signers} (the pinned key), {@code repository.git}, {@code releases/VERSION} (the exact trees), {@code releases/VERSION+uses/TREE} (those of what
 * the release is made of), {@code lock}. Writing is atomic and durable: after a crash there is the old or the new file.
 */
public final class InstallationFolder {
    static final String STATE = "state.json";
    private static final String SIGNERS = "allowed_signers";
    private static final String SEED = "secrets.seed";
    /** What a look in passing, which holds no lock, is just writing into the repository: references being moved, objects and packs not yet in their place. */
    private static final Pattern UNDER_WAY = Pattern.compile(".*\\.lock|.*\\.tmp|incoming_.*");

    private final Path folder;

    InstallationFolder(Path folder) {
        this.folder = folder;
    }

    public String name() {
        return folder.getFileName().toString();
    }

    Path root() {
        return folder;
    }

    /** What a backup needs beside data and state, to be restored where nothing is known of it: the pinned key, what secrets are made from, and the repository, which holds each release's exact files. */
    List<Path> kept() {
        var roots = List.of(folder.resolve(SIGNERS), folder.resolve(SEED), repository());
        return roots.stream()
                .filter(Files::exists)
                .flatMap(InstallationFolder::files)
                .toList();
    }

    private static Stream<Path> files(Path root) {
        var found = new TreeSet<Path>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()
                            && !UNDER_WAY.matcher(file.getFileName().toString()).matches()) found.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    /** Whether the secrets of used distros come out the same. */
    boolean hasSeedOf(InstallationFolder other) {
        try {
            var mine = folder.resolve(SEED);
            var theirs = other.folder.resolve(SEED);
            return !Files.exists(mine)
                    || !Files.exists(theirs)
                    || Files.readString(mine).equals(Files.readString(theirs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a release's exact files out of the repository, by their trees' ids. */
    void checkout(InstallState.Installed release) throws IOException {
        StateFolder.makePrivate(releases());
        try (var repository = DistroRepository.open(repository(), DistroRepository.Bounds.USUAL)) {
            Checkout.write(repository.repository(), release.subject().tree(), release(release.version()));
            for (var used : release.composition().uses()) {
                StateFolder.makePrivate(parts(release.version()));
                var tree = used.subject().tree();
                Checkout.write(
                        repository.repository(), tree, parts(release.version()).resolve(tree));
            }
        }
    }

    /** Takes over from a backup what is not here yet: the pinned key, what secrets are made from, the repository, and a release's files. */
    void take(InstallationFolder from, Version version) throws IOException {
        for (var name : List.of(SIGNERS, SEED)) {
            var theirs = from.folder.resolve(name);
            if (!Files.exists(folder.resolve(name)) && Files.exists(theirs))
                write(folder.resolve(name), Files.readString(theirs));
        }
        if (!Files.exists(repository()) && Files.exists(from.repository())) Files.move(from.repository(), repository());
        StateFolder.makePrivate(releases());
        for (var each : List.of(release(version), parts(version))) {
            var theirs = from.folder.resolve(folder.relativize(each));
            if (!Files.isDirectory(theirs)) continue;
            Folders.delete(each);
            Files.move(theirs, each);
        }
    }

    Path repository() {
        return folder.resolve("repository.git");
    }

    Path releases() {
        return folder.resolve("releases");
    }

    Path release(Version version) {
        return releases().resolve(version.toString());
    }

    /** Images on their way from the hub to the engine. */
    Path images() {
        return folder.resolve("images");
    }

    /** Where a release's parts are, each in a folder with its tree's id: two uses of one release are the same files. */
    Path parts(Version version) {
        return releases().resolve(version + "+uses");
    }

    /** Only the files of the release that runs, and of those that a copy of the data belongs to, are kept. */
    void keepOnly(InstallState state) {
        var keep = new HashSet<Path>();
        Stream.concat(
                        state.current().stream().map(InstallState.Installed::version),
                        state.upkeep().copies().stream().flatMap(copy -> copy.version().stream()))
                .forEach(version -> {
                    keep.add(release(version));
                    keep.add(parts(version));
                });
        try (var folders = Files.list(releases())) {
            folders.filter(each -> !keep.contains(each)).forEach(Folders::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The secrets of used distros: the same ones for as long as this installation lives. Nothing is read or made before the first one is asked for. */
    SecretSource secrets() {
        return (path, parameter) -> Secrets.derive(seed(), path + "\0" + parameter);
    }

    private byte[] seed() {
        var file = folder.resolve(SEED);
        try {
            if (!Files.exists(file)) {
                // What runs was given secrets made from the lost seed; others would lock it out of its own data.
                boolean needed = state().flatMap(InstallState::current)
                        .filter(current -> !current.composition().uses().isEmpty())
                        .isPresent();
                if (needed)
                    throw InstallRefusal.input(file + ": is gone, and the passwords of what " + name()
                            + " is made of with it; put a backup of it back");
                write(file, Secrets.generate() + Secrets.generate() + "\n");
            }
            return Files.readString(file).strip().getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known; empty where nothing has been installed under this name. */
    public Optional<InstallState> state() {
        var file = folder.resolve(STATE);
        try {
            return Optional.of(StateJson.read(Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException | java.nio.charset.MalformedInputException damaged) {
            throw InstallRefusal.input(file + ": this is not the state of an installation (" + damaged.getMessage()
                    + "); put a backup of it back, or remove the folder and install again with --key");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void save(InstallState state) {
        write(folder.resolve(STATE), StateJson.write(state));
    }

    /** Whose releases are believed; empty before the first installation. */
    Optional<AllowedSigners> signers() {
        try {
            return Optional.of(AllowedSigners.parse(Files.readString(folder.resolve(SIGNERS))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void pin(AllowedSigners signers) {
        write(folder.resolve(SIGNERS), signers.toString());
    }

    /** Keeps everybody else, of this process too, from working on this installation until closed. */
    LockFile lock() {
        StateFolder.makePrivate(folder);
        try {
            return LockFile.tryHold(folder.resolve("lock")).orElseThrow(this::busy);
        } catch (NoSuchFileException uninstalledAtThisMoment) {
            throw busy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InstallRefusal busy() {
        return InstallRefusal.input(
                name() + ": another softservice is working on it right now; wait until it has finished");
    }

    /** Removes all that is known of this installation. */
    void forget() {
        Folders.delete(folder);
    }

    private void write(Path file, String text) {
        StateFolder.makePrivate(folder);
        try {
            PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
