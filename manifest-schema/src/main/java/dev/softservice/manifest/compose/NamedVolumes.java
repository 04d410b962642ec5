package dev.softservice.manifest.compose;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The named volumes of one distro: those declared, and those that stand in for relative binds and anonymous volumes. */
final class NamedVolumes {
    private final Set<String> declared;
    private final Map<String, String> derived = new LinkedHashMap<>();

    NamedVolumes(Set<String> declared) {
        this.declared = new LinkedHashSet<>(declared);
    }

    Set<String> declared() {
        return declared;
    }

    /**
     * The volume for what the author called {@code origin}, such as a path, or {@code service:/target}: always the same one, so that data stays found from
     * release to release. The plain name where it is free, else with a short hash of the origin.
     */
    String derive(String origin) {
        return derived.computeIfAbsent(origin, key -> {
            var name =
                    key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
            if (name.isEmpty()) name = "data";
            if (name.length() > 40) name = name.substring(0, 40);
            return declared.contains(name) || derived.containsValue(name) ? name + "-" + hash(key) : name;
        });
    }

    /** The volumes that stand in for folders. */
    List<NestedFolders.Folder> folders() {
        return derived.entrySet().stream()
                .filter(entry -> entry.getKey().indexOf(':') < 0)
                .map(entry -> new NestedFolders.Folder(entry.getKey(), entry.getValue()))
                .toList();
    }

    List<String> all() {
        var all = new LinkedHashSet<>(declared);
        all.addAll(derived.values());
        return List.copyOf(all);
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
