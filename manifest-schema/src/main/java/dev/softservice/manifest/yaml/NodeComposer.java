package dev.softservice.manifest.yaml;

import dev.softservice.manifest.yaml.Complaints.Fault;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** Builds nodes from parser events on a stack of its own, so that no depth of input can exhaust the thread's. */
final class NodeComposer {
    /** Of Compose, for what is put over something else. */
    private static final Map<String, Node.Over> OVER =
            Map.of("!override", Node.Over.REPLACED, "!reset", Node.Over.REMOVED);

    private static final Set<String> KNOWN_TAGS = Set.of(
            Tag.STR.getValue(),
            Tag.INT.getValue(),
            Tag.FLOAT.getValue(),
            Tag.BOOL.getValue(),
            Tag.NULL.getValue(),
            Tag.SEQ.getValue(),
            Tag.MAP.getValue());

    private static final int LONGEST_NUMBER = 100;

    /** What YAML 1.1 takes for a number beyond what 1.2 does: grouped digits, other bases, with a sign. */
    private static final Pattern OLD_NUMBER = Pattern.compile("[-+]?(?:0[bB][01_]*[01][01_]*"
            + "|0[oO][0-7_]*[0-7][0-7_]*|0[xX][0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*"
            + "|[0-9][0-9_]*(?:\\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?)");

    private final SourceFile source;
    private final ScalarResolver resolver;
    private final Complaints complaints;
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<String, Node> anchors = new HashMap<>();
    private final Set<String> openAnchors = new HashSet<>();
    private final Map<Node, Long> sizes = new IdentityHashMap<>();
    private final Map<Node, Node.Over> tagged = new IdentityHashMap<>();
    private int documents;
    private @Nullable Node root;

    /** A collection that has not ended yet; {@code size} counts the values in it, aliases followed. */
    private static final class Frame {
        final Mark mark;
        final boolean mapping;
        final @Nullable String anchor;
        final Node.Over over;
        final Map<String, Entry> entries = new LinkedHashMap<>();
        final List<Node> items = new ArrayList<>();
        final List<MapNode> merges = new ArrayList<>();

        @Nullable
        Node key;

        boolean plainKey;
        long size = 1;

        Frame(Mark mark, boolean mapping, @Nullable String anchor, Node.Over over) {
            this.mark = mark;
            this.mapping = mapping;
            this.anchor = anchor;
            this.over = over;
        }
    }

    NodeComposer(SourceFile source, ScalarResolver resolver, Complaints complaints) {
        this.source = source;
        this.resolver = resolver;
        this.complaints = complaints;
    }

    Optional<Node> root() {
        return Optional.ofNullable(root);
    }

    /** False where reading can't go on; the reason has been complained of. */
    boolean accept(Event event) {
        return switch (event) {
            case DocumentStartEvent start ->
                ++documents == 1
                        || stop(
                                mark(start),
                                Fault.DOCUMENTS,
                                "a second document starts here",
                                "keep one document in a file");
            case AliasEvent alias -> alias(alias);
            case ScalarEvent scalar -> scalar(scalar);
            case MappingStartEvent start -> open(start, true);
            case SequenceStartEvent start -> open(start, false);
            case MappingEndEvent _, SequenceEndEvent _ -> close();
            default -> true;
        };
    }

    private boolean stop(Mark mark, Fault fault, String reason, String remedy) {
        complaints.error(mark, fault, reason, remedy);
        return false;
    }

    private Mark mark(Event event) {
        return event.getStartMark()
                .map(mark -> new Mark(source, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Mark.wholeFile(source));
    }

    private boolean alias(AliasEvent event) {
        var name = event.getAlias().getValue();
        if (openAnchors.contains(name)) {
            return stop(
                    mark(event),
                    Fault.ALIAS,
                    shown("*" + name) + " stands inside its own anchor, and a value can't contain itself",
                    "write it out");
        }
        var target = anchors.get(name);
        if (target == null)
            return stop(
                    mark(event),
                    Fault.ALIAS,
                    shown("*" + name) + " has no anchor above it",
                    "add " + shown("&" + name) + " there, or correct the name");
        return add(target, mark(event), false);
    }

    private boolean scalar(ScalarEvent event) {
        var mark = mark(event);
        var over = over(event.getTag(), mark);
        var tag = event.getTag()
                .filter(_ -> over == Node.Over.JOINED)
                .map(Tag::new)
                .orElseGet(() -> resolver.resolve(event.getValue(), event.isPlain()));
        var type = typeOf(tag);
        boolean old = type == ScalarType.TEXT
                && event.isPlain()
                && event.getValue().length() <= LONGEST_NUMBER
                && OLD_NUMBER.matcher(event.getValue()).matches();
        var node = new ScalarNode(mark, event.getValue(), old ? ScalarType.OLD_NUMBER : type);
        if (over != Node.Over.JOINED) tagged.put(node, over);
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
        return add(node, mark, event.isPlain());
    }

    /** What a tag says of the value; complains of one that is not accepted. */
    private Node.Over over(Optional<String> given, Mark mark) {
        if (given.isEmpty()) return Node.Over.JOINED;
        var tag = given.get();
        var over = OVER.get(tag);
        var frame = open.peek();
        boolean takesIt = frame == null || frame.mapping && frame.key != null;
        if (over != null && mark.isCompose() && takesIt) return over;
        if (!KNOWN_TAGS.contains(tag) && !tag.equals("!"))
            complaints.error(mark, Fault.TAG, "the tag " + shown(tag) + " is not accepted", "write plain values");
        return Node.Over.JOINED;
    }

    private static ScalarType typeOf(Tag tag) {
        if (tag.equals(Tag.INT)) return ScalarType.INTEGER;
        if (tag.equals(Tag.FLOAT)) return ScalarType.DECIMAL;
        if (tag.equals(Tag.BOOL)) return ScalarType.BOOLEAN;
        return tag.equals(Tag.NULL) ? ScalarType.NULL : ScalarType.TEXT;
    }

    private boolean open(CollectionStartEvent event, boolean mapping) {
        var mark = mark(event);
        if (open.size() >= NodeParser.MAX_DEPTH) {
            return stop(
                    mark,
                    Fault.NESTING,
                    "values nest deeper than " + NodeParser.MAX_DEPTH + " levels",
                    "write it flatter");
        }
        var over = over(event.getTag(), mark);
        var anchor = event.getAnchor().map(name -> name.getValue()).orElse(null);
        if (anchor != null) openAnchors.add(anchor);
        open.push(new Frame(mark, mapping, anchor, over));
        return true;
    }

    private boolean close() {
        var frame = open.pop();
        for (var merge : frame.merges) {
            merge.entries()
                    .forEach((key, entry) -> frame.entries.putIfAbsent(
                            key, new Entry(entry.keyMark(), entry.value(), true, entry.over())));
        }
        Node node = frame.mapping ? new MapNode(frame.mark, frame.entries) : new ListNode(frame.mark, frame.items);
        sizes.put(node, frame.size);
        if (frame.over != Node.Over.JOINED) tagged.put(node, frame.over);
        if (frame.anchor != null) {
            openAnchors.remove(frame.anchor);
            anchors.put(frame.anchor, node);
        }
        return add(node, frame.mark, false);
    }

    private boolean add(Node node, Mark mark, boolean plain) {
        var frame = open.peek();
        if (frame == null) {
            root = node;
            return true;
        }
        frame.size += sizes.getOrDefault(node, 1L);
        if (frame.size > NodeParser.MAX_VALUES) {
            return stop(
                    mark,
                    Fault.ALIAS,
                    "with its aliases followed the file has more than " + NodeParser.MAX_VALUES + " values",
                    "use fewer aliases");
        }
        if (!frame.mapping) {
            frame.items.add(node);
        } else if (frame.key == null) {
            frame.key = node;
            frame.plainKey = plain;
        } else {
            put(frame, frame.key, node);
            frame.key = null;
        }
        return true;
    }

    private void put(Frame frame, Node key, Node value) {
        if (!(key instanceof ScalarNode scalar) || scalar.isNull()) {
            complaints.error(key.mark(), Fault.KEY_TYPE, "a key must be text, not " + key.what(), "");
            return;
        }
        if (frame.plainKey && scalar.text().equals("<<")) {
            merge(frame, value);
            return;
        }
        var before = frame.entries.putIfAbsent(
                scalar.text(), new Entry(scalar.mark(), value, false, tagged.getOrDefault(value, Node.Over.JOINED)));
        if (before != null) {
            complaints.error(
                    scalar.mark(),
                    Fault.DUPLICATE_KEY,
                    shown(scalar.text()) + " stands in line " + before.keyMark().line() + " already",
                    "keep one of them");
        }
    }

    private void merge(Frame frame, Node value) {
        var sources = value instanceof ListNode list ? list.items() : List.of(value);
        for (var source : sources) {
            if (source instanceof MapNode map) {
                frame.merges.add(map);
            } else {
                complaints.error(
                        source.mark(),
                        Fault.MERGE,
                        "<< takes a mapping or a list of mappings, not " + source.what(),
                        "");
            }
        }
    }

    private static String shown(String text) {
        return "`" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "`";
    }
}
