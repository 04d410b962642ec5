package dev.softservice.server.anew;

import dev.softservice.server.core.RunId;
import dev.softservice.server.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What images are built on, and what has those names at their registries now. Each name is asked for once a day at most, one at a time. */
public final class Bases {
    private static final Duration EVERY = Duration.ofDays(1);
    private static final String DIGEST = "@sha256:";

    /** Asks a registry, by way of the engine. */
    @FunctionalInterface
    public interface Registry {
        /** The digest of what has this name now, as {@code name@sha256:…}; empty where that can't be told. */
        Optional<String> now(String reference) throws InterruptedException;
    }

    private final Registry registry;
    private final Map<RunId, Map<String, String>> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> asked = new HashMap<>();
    private final Map<String, String> newest = new ConcurrentHashMap<>();

    public Bases(Registry registry) {
        this.registry = registry;
    }

    /** By the name in a Dockerfile, the digest that a run found under it; what no registry has is left out, and so is what a digest names. */
    Map<String, String> of(RunId run, Runs runs) {
        return known.computeIfAbsent(run, id -> {
            var tagged = new HashMap<String, String>();
            runs.report(id).bases().forEach((name, found) -> {
                if (!name.contains("@") && found.contains(DIGEST)) tagged.put(name, found);
            });
            return Map.copyOf(tagged);
        });
    }

    /** Asks for the one of these names that was asked for longest ago. */
    void ask(Stream<String> names, Instant now) {
        var next = names.distinct()
                .filter(name ->
                        asked.getOrDefault(name, Instant.EPOCH).plus(EVERY).isBefore(now))
                .min(Comparator.comparing((String name) -> asked.getOrDefault(name, Instant.EPOCH))
                        .thenComparing(Comparator.naturalOrder()));
        if (next.isEmpty()) return;
        asked.put(next.get(), now);
        now(next.get()).ifPresent(digest -> newest.put(next.get(), digest));
    }

    Optional<String> now(String reference) {
        try {
            return registry.now(reference);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** One line about what is newer than what it was built on, if anything is known to be. */
    Optional<String> newer(Map<String, String> builtOn) {
        return builtOn.entrySet().stream()
                .filter(base -> {
                    var now = newest.get(base.getKey());
                    return now != null && !now.equals(base.getValue());
                })
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(name -> "there is a newer " + name);
    }
}
