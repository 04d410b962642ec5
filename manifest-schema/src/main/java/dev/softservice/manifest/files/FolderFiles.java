package dev.softservice.manifest.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;

/**
 * A distro in a folder on disk. A name counts only as it is spelt on disk, so that what works here works on every file
 * system; symbolic links count where they stay inside the folder.
 */
public final class FolderFiles implements RepositoryFiles {
    private final Path root;

    /** {@code root} must be a folder that exists; else {@link IOException}. */
    public FolderFiles(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) throw new IOException(root + " is not a folder");
    }

    @Override
    public Optional<Kind> kind(String path) throws IOException {
        return inside(path).flatMap(file -> {
            if (Files.isRegularFile(file)) return Optional.of(Kind.FILE);
            return Files.isDirectory(file) ? Optional.of(Kind.FOLDER) : Optional.empty();
        });
    }

    @Override
    public boolean isEmpty(String folder) throws IOException {
        var path = inside(folder).filter(Files::isDirectory);
        if (path.isEmpty()) return false;
        try (var held = Files.list(path.get())) {
            return held.allMatch(
                    file -> Files.isRegularFile(file) && PLACEHOLDERS.contains(String.valueOf(file.getFileName())));
        }
    }

    @Override
    public byte[] read(String path, int limit) throws IOException {
        var file = inside(path).filter(Files::isRegularFile).orElseThrow(() -> new NoSuchFileException(path));
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(limit);
            if (in.read() >= 0) throw new IOException(path + " is larger than " + limit + " bytes");
            return bytes;
        }
    }

    /** The real file behind {@code path}, unless there is none, it lies outside, or it is spelt otherwise. */
    private Optional<Path> inside(String path) throws IOException {
        Path file;
        try {
            file = root.resolve(path).normalize();
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
        if (!file.startsWith(root) || !Files.exists(file)) return Optional.empty();
        var real = file.toRealPath();
        if (!real.startsWith(root)) return Optional.empty();
        var spelt = root.relativize(file.toRealPath(LinkOption.NOFOLLOW_LINKS));
        return composed(spelt).equals(composed(root.relativize(file))) ? Optional.of(real) : Optional.empty();
    }

    /** Some file systems give decomposed accents back for composed ones. */
    private static String composed(Path path) {
        return Normalizer.normalize(path.toString(), Normalizer.Form.NFC);
    }
}
