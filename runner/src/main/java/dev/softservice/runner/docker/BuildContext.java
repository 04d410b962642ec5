package dev.softservice.runner.docker;

import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that an image is built from, as a tar stream that is byte for byte the same for the same files: sorted, without times and
 * owners. Honours {@code .dockerignore}; symbolic links stay links, and nothing outside the distro's folder is read.
 */
final class BuildContext {
    /** The Dockerfile's entry where it stands outside the context. */
    private static final String FOREIGN_DOCKERFILE = ".softservice.Dockerfile";

    private final Path folder;
    private final Path dockerfile;
    private final boolean wholeRepository;
    private final String dockerfileEntry;
    private final DockerIgnore ignore;

    private BuildContext(Path folder, Path dockerfile, boolean wholeRepository) throws IOException {
        this.folder = folder;
        this.dockerfile = dockerfile;
        this.wholeRepository = wholeRepository;
        this.dockerfileEntry = dockerfile.startsWith(folder) ? slashed(folder.relativize(dockerfile)) : FOREIGN_DOCKERFILE;
        var ignoreFile = folder.resolve(".dockerignore");
        this.ignore = Files.isRegularFile(ignoreFile, LinkOption.NOFOLLOW_LINKS) ? DockerIgnore.parse(Files.readString(ignoreFile)) : DockerIgnore.NONE;
    }

    /** The context of a build; an {@link IOException} with a sentence for its author where something is missing or leads outside. */
    static BuildContext of(ImagePlan.Built built) throws IOException {
        var root = built.root().toRealPath();
        var folder = inside(root, built.context(), "build context");
        if (!Files.isDirectory(folder)) throw new IOException("build context " + built.context() + " is not a folder");
        var dockerfile = inside(root, built.dockerfile(), "Dockerfile");
        if (!Files.isRegularFile(dockerfile)) throw new IOException("Dockerfile " + built.dockerfile() + " is not a file");
        return new BuildContext(folder, dockerfile, folder.equals(root));
    }

    /** A path of the repository with links resolved, shown to stay inside it. */
    static Path inside(Path root, String path, String what) throws IOException {
        var file = root.resolve(path.isEmpty() ? "." : path).normalize();
        if (!Files.exists(file)) throw new IOException(what + " " + path + " does not exist in the repository");
        var real = file.toRealPath();
        if (!real.startsWith(root)) throw new IOException(what + " " + path + " leads out of the repository");
        return real;
    }

    String dockerfileEntry() {
        return dockerfileEntry;
    }

    List<String> dockerfileLines() throws IOException {
        return Files.readString(dockerfile, StandardCharsets.UTF_8).lines().toList();
    }

    /** 64 hex digits over everything in the stream. */
    String hash() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Writes the tar stream and closes {@code out}. */
    void write(OutputStream out) throws IOException {
        try (var tar = new Tar(out)) {
            for (var entry : entries().entrySet()) tar.add(entry.getValue(), entry.getKey());
        }
    }

    private TreeMap<String, Path> entries() throws IOException {
        var entries = new TreeMap<String, Path>();
        try (var walk = Files.walk(folder)) {
            walk.filter(path -> !path.equals(folder)).forEach(path -> {
                var name = slashed(folder.relativize(path));
                if (!(wholeRepository && (name.equals(".git") || name.startsWith(".git/"))) && !ignore.ignores(name)) entries.put(name, path);
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

    /** The references that a Dockerfile builds on, stages and {@code scratch} left out, ARG defaults and given args filled in. */
    static List<String> bases(List<String> dockerfile, java.util.Map<String, String> args) {
        var values = new java.util.HashMap<String, String>();
        var stages = new java.util.HashSet<String>();
        var bases = new java.util.LinkedHashSet<String>();
        for (var line : dockerfile) {
            var words = line.strip().split("\\s+");
            if (words[0].equalsIgnoreCase("ARG") && words.length > 1 && stages.isEmpty() && bases.isEmpty()) {
                var parts = words[1].split("=", 2);
                values.put(parts[0], args.getOrDefault(parts[0], parts.length == 2 ? unquoted(parts[1]) : ""));
            } else if (words[0].equalsIgnoreCase("FROM")) {
                int first = 1;
                while (first < words.length && words[first].startsWith("--")) first++;
                if (first >= words.length) continue;
                reference(words[first], values).filter(name -> !stages.contains(name)).ifPresent(bases::add);
                if (first + 2 < words.length && words[first + 1].equalsIgnoreCase("AS")) stages.add(words[first + 2].toLowerCase(java.util.Locale.ROOT));
            } else if (words[0].equalsIgnoreCase("COPY") && words.length > 1 && words[1].startsWith("--from=")) {
                reference(words[1].substring("--from=".length()), values).filter(name -> !stages.contains(name) && !name.matches("[0-9]+")).ifPresent(bases::add);
            }
        }
        return List.copyOf(bases);
    }

    private static Optional<String> reference(String text, java.util.Map<String, String> values) {
        var reference = text;
        for (var value : values.entrySet()) reference = reference.replace("${" + value.getKey() + "}", value.getValue()).replace("$" + value.getKey(), value.getValue());
        return reference.equals("scratch") || reference.isEmpty() ? Optional.empty() : Optional.of(reference);
    }

    private static String unquoted(String text) {
        return text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'")) ? text.substring(1, text.length() - 1) : text;
    }
}
