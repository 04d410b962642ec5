package dev.softservice.manifest.compose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Folders of a machine where one lies in another, and each becomes a volume. The inner volume is mounted wherever the
 * outer one is, at its place in it, so that both services still see the same files.
 */
public final class NestedFolders {
    private static final Pattern FILE = Pattern.compile(
            "(.*/)?[^/]*\\.(conf|cnf|cfg|ini|ya?ml|json|toml|xml|sh|sql|properties|env|pem|crt|cert|key|html?|php|db|"
                    + "sqlite3?|log|txt|lua|js|py|rb|list|rules|csv|sock|pid|htpasswd)");

    private NestedFolders() {}

    /** A folder as it is named, without slashes around it, and the volume that takes its place. */
    public record Folder(String origin, String volume) {}

    /** A folder that a service mounts. */
    public record Mounted(String origin, String target, boolean readOnly) {}

    /** An inner folder, and where the service that mounts an outer one finds it. */
    public record Inner(Folder folder, String target, boolean readOnly) {}

    /** What a service has to mount besides {@code mounted}; {@code taken}: all targets that it has already. */
    public static List<Inner> of(List<Mounted> mounted, List<Folder> folders, Set<String> taken) {
        var inner = new ArrayList<Inner>();
        for (var outer : mounted) {
            for (var folder : folders) {
                if (!lies(folder.origin, outer.origin)) continue;
                var target = outer.target.replaceAll("/+$", "") + "/" + below(folder.origin, outer.origin);
                if (!taken.contains(target)) inner.add(new Inner(folder, target, outer.readOnly));
            }
        }
        return inner.stream()
                .sorted(Comparator.comparing(Inner::target))
                .filter(new java.util.HashSet<>()::add)
                .toList();
    }

    private static boolean lies(String inner, String outer) {
        return !inner.equals(outer)
                && (outer.equals(".") && inner.matches("[^/$~].*") || inner.startsWith(outer + "/"));
    }

    private static String below(String inner, String outer) {
        return outer.equals(".") ? inner : inner.substring(outer.length() + 1);
    }

    /** A volume is a folder, and can't stand for a file in one. */
    public static boolean couldBeFile(String path) {
        return FILE.matcher(path).matches();
    }
}
