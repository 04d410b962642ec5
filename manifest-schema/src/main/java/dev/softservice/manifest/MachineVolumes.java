package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Puts named volumes in place of the folders of a machine that services of a Compose file keep their data in. */
final class MachineVolumes {
    private static final Pattern SHORT_FORM = Pattern.compile("((?:\\$\\{[^}]*}|[^:])+):(.+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{[^}]*}|[A-Za-z_][A-Za-z0-9_]*)");
    private static final int SEGMENTS = 2;

    private final Context context;
    private final Set<String> declared;
    private final Map<String, String> made = new LinkedHashMap<>();
    private final List<ComposeRepair.Change> changes;

    MachineVolumes(Context context, Set<String> declared, List<ComposeRepair.Change> changes) {
        this.context = context;
        this.declared = declared;
        this.changes = changes;
    }

    /** The volumes that have to be declared besides. */
    Set<String> made() {
        return new LinkedHashSet<>(made.values());
    }

    Node of(Node volume) {
        return switch (volume) {
            case ScalarNode scalar -> {
                var parts = SHORT_FORM.matcher(scalar.text());
                yield parts.matches()
                        ? new ScalarNode(
                                scalar.mark(), place(scalar, parts.group(1)) + ":" + parts.group(2), scalar.type())
                        : scalar;
            }
            case MapNode map
            when map.get("source").isPresent() && map.get("source").get() instanceof ScalarNode source -> {
                var place = place(source, source.text());
                if (place.equals(source.text())) yield map;
                Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
                entries.replace(
                        "source",
                        new Entry(
                                entries.get("source").keyMark(),
                                new ScalarNode(source.mark(), place, source.type()),
                                false));
                boolean path = place.startsWith(".");
                entries.computeIfPresent(
                        "type",
                        (_, type) -> new Entry(
                                type.keyMark(),
                                new ScalarNode(type.value().mark(), path ? "bind" : "volume", Node.ScalarType.TEXT),
                                false));
                if (!path) entries.remove("bind");
                yield new MapNode(map.mark(), entries);
            }
            default -> volume;
        };
    }

    /** What takes the place of {@code source}; itself where it is none of the machine's, or one of the machine's own. */
    private String place(ScalarNode at, String source) {
        if (source.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            if (declared.contains(source) || made.containsKey(source)) return source;
            made.put(source, source);
            changes.add(new ComposeRepair.Change(
                    at.mark(), "the volume " + Quote.quote(source) + " is not declared; it is now"));
            return source;
        }
        var machine = Interpolation.machinePath(new ScalarNode(at.mark(), source, at.type()));
        if (machine.isPresent()) {
            var below = machine.get().below();
            var file = RepositoryPath.resolve(RepositoryPath.folderOf(at.mark().path()), "./" + below);
            boolean here = machine.get().variable().equals("PWD")
                    || !below.isEmpty()
                            && file.isPresent()
                            && context.kind(file.get())
                                    .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                                    .isPresent();
            return here
                    ? "./" + below
                    : named(at, source, below.isEmpty() ? machine.get().variable() : below);
        }
        var plain = VARIABLE.matcher(source).replaceAll("_");
        boolean folder = (source.startsWith("/") || source.startsWith("~/")) && !SystemPlace.is(plain);
        return folder ? named(at, source, source) : source;
    }

    private String named(ScalarNode at, String source, String path) {
        var known = Optional.ofNullable(made.get(source));
        if (known.isPresent()) return known.get();
        var last = path.substring(
                path.lastIndexOf('$') < 0 || path.indexOf('/', path.lastIndexOf('$')) < 0
                        ? 0
                        : path.indexOf('/', path.lastIndexOf('$')));
        var segments = Arrays.stream(last.split("/"))
                .filter(segment -> !segment.isEmpty() && segment.indexOf('$') < 0 && !segment.equals("~"))
                .toList();
        var name = String.join("-", segments.subList(Math.max(0, segments.size() - SEGMENTS), segments.size()))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        if (name.isEmpty()) name = "data";
        var free = name.substring(0, Math.min(40, name.length()));
        var base = free;
        for (int i = 2; declared.contains(free) || made.containsValue(free); i++) free = base + "-" + i;
        made.put(source, free);
        changes.add(new ComposeRepair.Change(
                at.mark(),
                Quote.quote(source) + " is a folder of the machine; the volume " + Quote.quote(free)
                        + " takes its place"));
        return free;
    }
}
