package dev.softservice.server.git;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a repository's branches and tags, and which new ones can stand beside them: git keeps a ref as a file, so none is another's
 * folder, and two that differ in case only are one on many a user's disk.
 */
public final class RefNames {
    /** Each name, and each folder of a name, by its small letters; a folder ends in a slash. */
    private final Map<String, String> taken = new HashMap<>();

    private RefNames() {}

    /** Of a repository that has none yet. */
    public static RefNames none() {
        return new RefNames();
    }

    /** Of full names; those that are neither of branches nor of tags do not count. */
    static RefNames of(Collection<String> refs) {
        var names = new RefNames();
        refs.stream()
                .filter(ref -> ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/"))
                .forEach(names::take);
        return names;
    }

    private void take(String name) {
        taken.put(small(name), name);
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            if (taken.putIfAbsent(small(name.substring(0, slash + 1)), name) != null) {
                return;
            }
        }
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Takes the name; or says, in words that follow it, what it can't stand beside. */
    public Optional<String> add(String name) {
        var same = taken.get(small(name));
        if (same != null) {
            return Optional.of(" differs from " + same + " in case only");
        }
        var below = taken.get(small(name) + "/");
        if (below != null) {
            return Optional.of(" cannot stand beside " + below);
        }
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            var above = taken.get(small(name.substring(0, slash)));
            if (above != null) {
                return Optional.of(" cannot stand beside " + above);
            }
        }
        take(name);
        return Optional.empty();
    }
}
