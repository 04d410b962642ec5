package dev.softservice.manifest.yaml;

import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Writes nodes as YAML that reads back as the same nodes: block style, two spaces, quotes where needed, comments above keys. */
public final class YamlWriter {
    private static final Set<String> NOT_TEXT = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder out = new StringBuilder();

    private final Function<Mark, List<String>> comments;
    private final Set<Mark> commented = new HashSet<>();

    private YamlWriter(Function<Mark, List<String>> comments) {
        this.comments = comments;
    }

    /** {@code comments}: whole lines, each from its {@code #} on, that stand above a key whose mark is this one. */
    public static String write(Node node, Function<Mark, List<String>> comments) {
        var writer = new YamlWriter(comments);
        writer.node(node, 0, false);
        return writer.out.toString();
    }

    /** {@code inItem}: a dash stands before it on the same line. */
    private void node(Node node, int depth, boolean inItem) {
        switch (node) {
            case ScalarNode scalar -> out.append(' ').append(scalar(scalar)).append('\n');
            case MapNode map when map.entries().isEmpty() -> out.append(" {}\n");
            case ListNode list when list.items().isEmpty() -> out.append(" []\n");
            case MapNode map -> {
                if (depth > 0 && !inItem) out.append('\n');
                boolean[] first = {inItem};
                map.entries().forEach((key, entry) -> {
                    if (depth > 0 && !first[0] && commented.add(entry.keyMark()))
                        comments.apply(entry.keyMark())
                                .forEach(line -> out.append("  ".repeat(depth))
                                        .append(line)
                                        .append('\n'));
                    out.append(first[0] ? " " : "  ".repeat(depth))
                            .append(text(key))
                            .append(':');
                    first[0] = false;
                    node(entry.value(), depth + 1, false);
                });
            }
            case ListNode list -> {
                if (!inItem) out.append('\n');
                boolean first = inItem;
                for (var item : list.items()) {
                    out.append(first ? " " : "  ".repeat(depth)).append('-');
                    first = false;
                    node(item, depth + 1, true);
                }
            }
        }
    }

    private static String scalar(ScalarNode scalar) {
        return scalar.type() == ScalarType.TEXT ? text(scalar.text()) : scalar.isNull() ? "null" : scalar.text();
    }

    public static String text(String text) {
        boolean plain = text.matches("(?:[A-Za-z_]|\\.?\\.?/)[A-Za-z0-9_./:@$-]*")
                && !text.endsWith(":")
                && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(point);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean printable = point >= ' '
                            && point != 127
                            && point != 0x85
                            && point != 0x2028
                            && point != 0x2029
                            && point != 0xFEFF
                            && !(point > 127 && point < 160);
                    if (printable) quoted.appendCodePoint(point);
                    else quoted.append(String.format("\\u%04x", point));
                }
            }
        });
        return quoted.append('"').toString();
    }
}
