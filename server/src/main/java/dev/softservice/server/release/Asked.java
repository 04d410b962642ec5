package dev.softservice.server.release;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.install.Consent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The permissions that an end user would be asked for, in the same words as {@code install} and {@code upgrade} use.
 * They are those of the distro itself and of all its parts.
 *
 * @param than what it is compared with, such as {@code v2.3.1}; empty: there is no release yet
 * @param more asked for beyond that
 * @param less not asked for any more
 */
public record Asked(Optional<String> than, List<String> more, List<String> less) {
    public static final Asked NOTHING = new Asked(Optional.empty(), List.of(), List.of());

    public boolean isSame() {
        return more.isEmpty() && less.isEmpty();
    }

    /** What users are asked who install it for the first time; which ports are published, they choose themselves. */
    public static Asked first(Composition candidate) {
        return new Asked(Optional.empty(), List.copyOf(Consent.beyond(Permissions.NONE, byPath(candidate))), List.of());
    }

    static Asked against(String tag, Composition stable, Composition candidate) {
        return new Asked(
                Optional.of(tag),
                beyond(sum(stable), published(stable), candidate),
                beyond(sum(candidate), published(candidate), stable));
    }

    private static List<String> beyond(Permissions granted, List<String> open, Composition candidate) {
        var asked = new ArrayList<>(Consent.beyond(granted, byPath(candidate)));
        asked.addAll(Consent.opened(open, published(candidate)));
        return List.copyOf(asked);
    }

    private static Permissions sum(Composition composition) {
        return Consent.sum(byPath(composition));
    }

    private static Map<String, Permissions> byPath(Composition composition) {
        var permissions = new LinkedHashMap<String, Permissions>();
        composition
                .parts()
                .reversed()
                .forEach(part -> permissions.put(part.path(), part.manifest().permissions()));
        return permissions;
    }

    private static List<String> published(Composition composition) {
        return composition.root().manifest().provides().endpoints().entrySet().stream()
                .filter(endpoint -> endpoint.getValue().publish().isPresent())
                .map(Map.Entry<String, Manifest.Endpoint>::getKey)
                .toList();
    }
}
