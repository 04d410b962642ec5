package dev.softservice.runner.export;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truth values as block YAML; texts that could be taken for anything else stand in double quotes, as JSON has them. */
final class BlockYaml {
    private final StringBuilder out = new StringBuilder();

    private BlockYaml() {}

    static String of(Map<String, ?> root) {
        var yaml = new BlockYaml();
        yaml.map(root, 0);
        return yaml.out.toString();
    }

    private void map(Map<String, ?> map, int depth) {
        map.forEach((key, value) -> {
            out.append("  ".repeat(depth)).append(scalar(key)).append(':');
            value(value, depth);
        });
    }

    private void value(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> out.append(" {}\n");
            case List<?> list when list.isEmpty() -> out.append(" []\n");
            case Map<?, ?> map -> {
                out.append('\n');
                map(strings(map), depth + 1);
            }
            case List<?> list -> {
                out.append('\n');
                list.forEach(item -> out.append("  ".repeat(depth + 1))
                        .append("- ")
                        .append(scalar(item))
                        .append('\n'));
            }
            default -> out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        var strings = new java.util.LinkedHashMap<String, Object>();
        map.forEach((key, value) -> strings.put(String.valueOf(key), value));
        return strings;
    }

    private static String scalar(Object value) {
        return value instanceof String text ? text(text) : String.valueOf(value);
    }

    private static String text(String text) {
        boolean plain = text.matches("[A-Za-z_./][A-Za-z0-9_./-]*")
                && !text.matches("(?i)y|n|yes|no|on|off|true|false|null|\\.(inf|nan)|[.-]+");
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff)
                        out.append(String.format("\\u%04x", c));
                    else out.appendCodePoint(c);
                }
            }
        });
        return out.append('"').toString();
    }
}
