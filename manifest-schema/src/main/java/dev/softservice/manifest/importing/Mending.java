package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.NestedFolders;
import dev.softservice.manifest.compose.ServiceReader;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import dev.softservice.manifest.yaml.NodeParser;
import dev.softservice.manifest.yaml.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes out of written sections what reading them complains of, and remembers where it stood in the Compose file that they come from. */
final class Mending {
    private static final SourceFile WRITTEN = SourceFile.manifest(Manifest.FILE_NAME);

    private final Map<String, String> values;
    private final List<ComposeChange> changes = new ArrayList<>();
    private final Map<Mark, Problem> places = new HashMap<>();
    /** How many errors have taken something out so far. */
    private int errors;

    /** {@code values}: of parameters, by dotted name, for where a value is fixed at release. */
    Mending(Map<String, String> values) {
        this.values = values;
    }

    List<ComposeChange> changes() {
        return changes;
    }

    /** {@code sections} without the places that {@code problems} name in {@code written}, its text; the same where none of them is found. */
    MapNode mended(MapNode sections, String written, List<Problem> problems) {
        places.clear();
        problems.forEach(problem -> places.putIfAbsent(new Mark(WRITTEN, problem.line(), problem.column()), problem));
        var read = NodeParser.parse(
                WRITTEN, written.getBytes(StandardCharsets.UTF_8), (mark, fault, reason, remedy) -> {});
        int before = changes.size();
        var mended = read.filter(MapNode.class::isInstance).map(root -> map(sections, (MapNode) root, Where.TOP));
        return changes.size() == before || mended.isEmpty() ? sections : mended.get();
    }

    /** Both trees have the same shape: {@code read} was written from {@code node}. */
    private Optional<Node> mended(Node node, Node read, Where where) {
        var problem = places.get(read.mark());
        if (problem != null && read instanceof MapNode map && !ofTheWhole(problem, map)) problem = null;
        if (problem != null && node instanceof ScalarNode scalar && problem.is(Rule.REFERENCE_NOT_ALLOWED)) {
            var template = new Template(scalar.text());
            if (template.references().stream().allMatch(values::containsKey)) {
                var fixed = template.resolve(reference -> Objects.requireNonNull(values.get(reference)));
                changes.add(new ComposeChange(
                        node.mark(),
                        where.text() + " is fixed at release, and is written out as " + Quote.quote(fixed)));
                return Optional.of(new ScalarNode(scalar.mark(), fixed.replace("$", "$$"), ScalarType.TEXT));
            }
        }
        if (problem != null) {
            leaveOut(
                    node.mark(),
                    where.text(),
                    problem,
                    node instanceof ScalarNode scalar ? scalar.text().replaceFirst(":.*", "") : where.text());
            return Optional.empty();
        }
        return Optional.of(
                switch (node) {
                    case MapNode map when read instanceof MapNode other -> map(map, other, where);
                    case ListNode list when read instanceof ListNode other -> list(list, other, where);
                    default -> node;
                });
    }

    /** A mapping stands where its first key does; what it lacks is its own fault, anything else the key's. */
    private static boolean ofTheWhole(Problem problem, MapNode map) {
        boolean ambiguous = map.entries().values().stream()
                .anyMatch(entry -> entry.keyMark().equals(map.mark()));
        return !ambiguous || problem.is(Rule.ONE_OF) || problem.is(Rule.MISSING_KEY);
    }

    private MapNode map(MapNode map, MapNode read, Where where) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.entries().forEach((key, entry) -> {
            var here = where.key(key);
            var other = read.entries().get(key);
            var problem = other == null ? null : places.get(other.keyMark());
            if (other != null
                    && problem != null
                    && !(other.keyMark().equals(read.mark()) && ofTheWhole(problem, read))) {
                leaveOut(entry.keyMark(), here.text(), problem, key);
                return;
            }
            var value = other == null ? Optional.of(entry.value()) : mended(entry.value(), other.value(), here);
            boolean emptied = value.isPresent()
                    && here.isOfService()
                    && ServiceReader.saysNothing(value.get())
                    && !ServiceReader.saysNothing(entry.value());
            if (!emptied) value.ifPresent(kept -> entries.put(key, new Entry(entry.keyMark(), kept, false)));
        });
        return new MapNode(map.mark(), entries);
    }

    /** A mapping in a list that lost one of its keys says something else without it, so it goes as a whole; what has no effect is not missed. */
    private ListNode list(ListNode list, ListNode read, Where where) {
        var items = new ArrayList<Node>();
        for (int i = 0; i < list.items().size(); i++) {
            var item = list.items().get(i);
            int before = errors;
            var kept = i < read.items().size() ? mended(item, read.items().get(i), where.entry()) : Optional.of(item);
            if (kept.isPresent() && (errors == before || kept.get() instanceof ScalarNode)) items.add(kept.get());
            else if (errors > before) lost(item, where);
        }
        return new ListNode(list.mark(), items);
    }

    /** Says of a mount that a service may write to, and that nothing takes the place of, what that means. */
    private void lost(Node mount, Where where) {
        if (!where.isMounts()) return;
        var parts = mount instanceof ScalarNode scalar
                ? InterpolatedText.of(scalar.text(), false).split(':')
                : mount instanceof MapNode map
                                && map.get("target").orElse(map) instanceof ScalarNode target
                                && map.get("read_only").isEmpty()
                        ? List.of("", target.text())
                        : List.<String>of();
        boolean writable = parts.size() == 2
                || parts.size() == 3 && !List.of(parts.get(2).split(",")).contains("ro");
        boolean file = parts.stream().limit(2).anyMatch(NestedFolders::couldBeFile);
        if (!writable || file || parts.getFirst().matches("/(proc|sys|dev|run|boot|lib/modules)(/.*)?")) return;
        var last = changes.removeLast();
        changes.add(new ComposeChange(
                last.mark(),
                Told.Kind.LOST,
                last.text() + "; what the service keeps at " + Quote.quote(parts.get(1)) + " WILL NOT BE KEPT"));
    }

    /** @param idle what it is called where it has no effect */
    private void leaveOut(Mark mark, String path, Problem problem, String idle) {
        if (problem.is(Rule.IGNORED_KEY)) {
            changes.add(new ComposeChange(mark, Told.Kind.IDLE, idle));
            return;
        }
        errors++;
        var left = problem.remedy().left();
        changes.add(new ComposeChange(
                mark,
                Told.Kind.LEFT_OUT,
                path + " is left out: " + problem.reason() + (left.isEmpty() ? "" : "; " + left)));
    }

    /**
     * What is looked at, by the keys that lead there.
     *
     * @param inList it is an entry of the list that the keys lead to, or lies within one
     */
    private record Where(List<String> keys, boolean inList) {
        static final Where TOP = new Where(List.of(), false);

        Where key(String key) {
            return inList
                    ? this
                    : new Where(Stream.concat(keys.stream(), Stream.of(key)).toList(), false);
        }

        Where entry() {
            return new Where(keys, true);
        }

        /** A key of a service, or what lies below one. */
        boolean isOfService() {
            return keys.size() >= 3;
        }

        boolean isMounts() {
            return !inList
                    && keys.size() == 3
                    && keys.getFirst().equals("services")
                    && keys.getLast().equals("volumes");
        }

        String text() {
            return (inList ? "an entry of " : "") + String.join(".", keys);
        }
    }
}
