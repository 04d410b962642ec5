package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads one mapping key by key. Each key that is asked for counts as known; {@link #done} reports the others. */
public final class Fields {
    private static final int MOST_LISTED = 24;

    public final Context context;
    public final MapNode map;
    private final String what;
    private final Set<String> asked = new LinkedHashSet<>();

    public Fields(MapNode map, String what, Context context) {
        this.map = map;
        this.what = what;
        this.context = context;
    }

    /** {@code what} names the mapping in messages: "a service". */
    public static Optional<Fields> of(Node node, String what, Context context) {
        if (node instanceof MapNode map) return Optional.of(new Fields(map, what, context));
        context.values.wrong(node, what, "a mapping");
        return Optional.empty();
    }

    public Mark mark() {
        return map.mark();
    }

    public Optional<Entry> entry(String key) {
        asked.add(key);
        return Optional.ofNullable(map.entries().get(key));
    }

    public Optional<Node> node(String key) {
        return entry(key).map(Entry::value);
    }

    public boolean has(String key) {
        return map.entries().containsKey(key);
    }

    /** The key's own place, or the mapping's where it is absent. */
    public Mark markOf(String key) {
        return Optional.ofNullable(map.entries().get(key)).map(Entry::keyMark).orElse(mark());
    }

    public Optional<String> text(String key) {
        return node(key).flatMap(node -> context.values.text(node, key));
    }

    public Optional<String> plain(String key) {
        return node(key).flatMap(node -> context.values.plain(node, key));
    }

    public Optional<String> plainText(String key) {
        return node(key).flatMap(node -> context.values.plainText(node, key));
    }

    public Optional<Template> template(String key) {
        return node(key).flatMap(node -> context.values.template(node, key));
    }

    public Optional<Boolean> bool(String key) {
        return node(key).flatMap(node -> context.values.bool(node, key));
    }

    /** True or false in every way that Compose takes. */
    public Optional<Boolean> flag(String key) {
        return node(key).flatMap(node -> context.values.flag(node, key));
    }

    public OptionalInt integer(String key, int min, int max) {
        return integer(key, min, max, "");
    }

    /** {@code why} follows the complaint about a number outside the range. */
    public OptionalInt integer(String key, int min, int max, String why) {
        return node(key)
                .map(node -> context.values.integer(node, key, min, max, why))
                .orElse(OptionalInt.empty());
    }

    public Optional<Duration> duration(String key, Duration min, Duration max) {
        return node(key).flatMap(node -> context.values.duration(node, key, min, max));
    }

    /** One above {@code most} is {@code most}, with a warning. */
    public Optional<Duration> durationAtMost(String key, Duration min, Duration most) {
        return node(key).flatMap(node -> context.values.durationAtMost(node, key, min, most));
    }

    public Optional<String> choice(String key, List<String> choices) {
        return node(key).flatMap(node -> context.values.choice(node, key, choices));
    }

    public Optional<List<Template>> command(String key) {
        return node(key).flatMap(node -> context.values.command(node, key));
    }

    public Optional<Fields> mapping(String key) {
        return node(key).flatMap(node -> of(node, key, context));
    }

    /** The entries of a mapping of names; empty where the key is absent. */
    public Map<String, Entry> entries(String key) {
        return mapping(key).map(fields -> fields.map.entries()).orElse(Map.of());
    }

    public List<Node> items(String key) {
        return node(key).flatMap(node -> context.values.list(node, key)).orElse(List.of());
    }

    public void require(String... keys) {
        for (var key : keys) {
            asked.add(key);
            if (!has(key)) context.error(mark(), Rule.MISSING_KEY, what + " needs " + Quote.quote(key));
        }
    }

    /** Accepts keys that have no effect here, each with a warning that says why. */
    public void ignore(String why, String... keys) {
        for (var key : keys) {
            entry(key)
                    .ifPresent(entry -> context.error(
                            entry.keyMark(), Rule.IGNORED_KEY, Quote.quote(key) + " has no effect here: " + why));
        }
    }

    /** Marks keys as known without reading them. */
    public void skip(String... keys) {
        asked.addAll(List.of(keys));
    }

    /** Complains of every key that nobody asked for; {@code x-…} is the author's own. */
    public void done() {
        map.entries().forEach((key, entry) -> {
            if (asked.contains(key) || key.startsWith("x-") || context.notes.full()) return;
            var near = Suggestion.didYouMean(key, asked);
            context.error(
                    entry.keyMark(),
                    Rule.UNKNOWN_KEY,
                    what + " has no key " + Quote.quote(key),
                    (!near.isEmpty()
                            ? near
                            : asked.size() <= MOST_LISTED
                                    ? "known are " + String.join(", ", new TreeSet<>(asked))
                                    : "remove it, or write x-" + Quote.cut(key) + " for a note of your own"));
        });
    }
}
