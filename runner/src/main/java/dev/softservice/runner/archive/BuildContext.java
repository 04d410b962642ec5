package dev.softservice.runner.archive;

import dev.softservice.runner.plan.Dockerfile;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that an image is built from, as a tar stream that is byte for byte the same for the same files: sorted, without times and
 * owners. Honours {@code .dockerignore}; symbolic links stay links, and nothing outside the distro's folder is read.
 */
public final class BuildContext {
    /** The Dockerfile's entry where it stands outside the context. */
    private static final String FOREIGN_DOCKERFILE = ".softservice.Dockerfile";

    private static final int DOCKERFILE_MODE = 0644;

    private final Path folder;
    private final Path dockerfile;
    private final boolean wholeRepository;
    private final String dockerfileEntry;
    private final DockerIgnore ignore;
    /** The Dockerfile's text where it is another than the file's. */
    private final Optional<String> pinned;

    private BuildContext(Path folder, Path dockerfile, boolean wholeRepository, ImagePlan.Built built)
            throws IOException {
        this.folder = folder;
        this.dockerfile = dockerfile;
        this.wholeRepository = wholeRepository;
        this.dockerfileEntry =
                dockerfile.startsWith(folder) ? slashed(folder.relativize(dockerfile)) : FOREIGN_DOCKERFILE;
        this.pinned = built.bases().isEmpty()
                ? Optional.empty()
                : Optional.of(Dockerfile.pinned(text(dockerfile), built.args(), built.bases()));
        var ignoreFile = folder.resolve(".dockerignore");
        this.ignore = Files.isRegularFile(ignoreFile, LinkOption.NOFOLLOW_LINKS)
                ? DockerIgnore.parse(Files.readString(ignoreFile))
                : DockerIgnore.NONE;
    }

    /** The context of a build; an {@link IOException} with a sentence for its author where something is missing or leads outside. */
    public static BuildContext of(ImagePlan.Built built) throws IOException {
        var root = built.root().toRealPath();
        var folder = inside(root, built.context(), "build context");
        if (!Files.isDirectory(folder)) throw new IOException("build context " + built.context() + " is not a folder");
        var dockerfile = inside(root, built.dockerfile(), "Dockerfile");
        if (!Files.isRegularFile(dockerfile))
            throw new IOException("Dockerfile " + built.dockerfile() + " is not a file");
        return new BuildContext(folder, dockerfile, folder.equals(root), built);
    }

    /** A path of the repository with links resolved, shown to stay inside it. */
    public static Path inside(Path root, String path, String what) throws IOException {
        var file = root.resolve(path.isEmpty() ? "." : path).normalize();
        if (!Files.exists(file)) throw new IOException(what + " " + path + " does not exist in the repository");
        var real = file.toRealPath();
        if (!real.startsWith(root)) throw new IOException(what + " " + path + " leads out of the repository");
        return real;
    }

    public String dockerfileEntry() {
        return dockerfileEntry;
    }

    public Dockerfile dockerfile() throws IOException {
        return Dockerfile.parse(pinned.isPresent() ? pinned.get() : text(dockerfile));
    }

    private static String text(Path dockerfile) throws IOException {
        try {
            return Files.readString(dockerfile, StandardCharsets.UTF_8);
        } catch (CharacterCodingException malformed) {
            throw new IOException(
                    "Dockerfile " + dockerfile.getFileName() + " is not text in UTF-8; save it as that", malformed);
        }
    }

    /** 64 hex digits over everything in the stream. */
    public String hash() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Writes the tar stream and closes {@code out}. */
    public void write(OutputStream out) throws IOException {
        try (var tar = new Tar(out)) {
            for (var entry : entries().entrySet()) {
                if (pinned.isPresent() && entry.getKey().equals(dockerfileEntry))
                    tar.add(pinned.get(), entry.getKey(), DOCKERFILE_MODE);
                else tar.add(entry.getValue(), entry.getKey());
            }
        }
    }

    private TreeMap<String, Path> entries() throws IOException {
        var entries = new TreeMap<String, Path>();
        try (var walk = Files.walk(folder)) {
            walk.filter(path -> !path.equals(folder)).forEach(path -> {
                var name = slashed(folder.relativize(path));
                if (!(wholeRepository && (name.equals(".git") || name.startsWith(".git/"))) && !ignore.ignores(name))
                    entries.put(name, path);
            });
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        entries.put(dockerfileEntry, dockerfile);
        return entries;
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
