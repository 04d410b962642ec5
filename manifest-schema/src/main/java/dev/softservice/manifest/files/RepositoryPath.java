package dev.softservice.manifest.files;

import java.util.ArrayDeque;
import java.util.Optional;

/** Paths inside the repository: relative, with {@code /}, without {@code .} and {@code ..}; the root itself is {@code .}. */
public final class RepositoryPath {
    private RepositoryPath() {}

    /** {@code path} as written in a file of {@code folder}; empty where it would leave the repository or is not a path at all. */
    public static Optional<String> resolve(String folder, String path) {
        if (path.isEmpty() || path.startsWith("/") || path.startsWith("~") || path.length() > 1024)
            return Optional.empty();
        if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) return Optional.empty();
        var parts = new ArrayDeque<String>();
        for (var part : (folder + "/" + path).split("/")) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (!part.equals("..")) parts.addLast(part);
            else if (parts.pollLast() == null) return Optional.empty();
        }
        if (parts.stream().anyMatch(part -> part.equalsIgnoreCase(".git"))) return Optional.empty();
        return Optional.of(parts.isEmpty() ? "." : String.join("/", parts));
    }

    /** The folder that holds {@code file}. */
    public static String folderOf(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "." : file.substring(0, slash);
    }

    /** Whether {@code path} is {@code folder} or lies in it. */
    public static boolean isWithin(String folder, String path) {
        return folder.equals(".") || path.equals(folder) || path.startsWith(folder + "/");
    }

    /** {@code base} followed by {@code child}, the root left out. */
    static String join(String base, String child) {
        return base.equals(".") ? child : base + "/" + child;
    }
}
