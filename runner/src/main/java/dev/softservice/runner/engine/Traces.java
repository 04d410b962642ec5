package dev.softservice.runner.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Recognizes files that a process leaves behind and nobody misses: logs, caches, locks, sockets, process ids,
 * temporary files.
 */
public final class Traces {
    private static final Set<String> FOLDERS = Set.of(
            "tmp",
            "temp",
            "cache",
            "caches",
            ".cache",
            "__pycache__",
            "log",
            "logs",
            "_logs",
            "run",
            "lock",
            "locks",
            "session",
            "sessions",
            "lost+found");
    private static final Set<String> NAMES = Set.of(".bash_history", ".ash_history", ".viminfo", ".lesshst", "core");
    private static final List<String> ENDS = List.of(
            ".log",
            ".pid",
            ".lock",
            ".lck",
            ".sock",
            ".socket",
            ".tmp",
            ".temp",
            ".swp",
            ".pyc",
            ".cache",
            "-journal",
            "-wal",
            "-shm");
    private static final List<String> SYSTEM = List.of("/dev", "/proc", "/sys");

    private Traces() {}

    /** Whether the file or folder with this path is one, or lies in one. */
    public static boolean are(String path) {
        if (SYSTEM.stream().anyMatch(system -> path.equals(system) || path.startsWith(system + "/"))) return true;
        var words = path.toLowerCase(Locale.ROOT).split("/");
        if (words.length == 0) return false;
        for (var word : words) if (FOLDERS.contains(word)) return true;
        var name = words[words.length - 1];
        return NAMES.contains(name) || ENDS.stream().anyMatch(name::endsWith);
    }
}
