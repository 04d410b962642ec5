package dev.softservice.manifest.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One value of a document. Aliases are resolved: the same node may stand at several places of the tree. */
public sealed interface Node {
    Mark mark();

    /** "a mapping", "a list", "text" …, for messages. */
    String what();

    /** A mapping; keys are text, in the order of the file. */
    record MapNode(Mark mark, Map<String, Entry> entries) implements Node {
        public MapNode {
            entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public Optional<Node> get(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }

        @Override
        public String what() {
            return "a mapping";
        }
    }

    /** A key's place and its value; {@code merged}: it came through {@code <<}. */
    record Entry(Mark keyMark, Node value, boolean merged, Over over) {
        public Entry(Mark keyMark, Node value, boolean merged) {
            this(keyMark, value, merged, Over.JOINED);
        }
    }

    /** What becomes of a value that stands under one of the same key, where a Compose file is put over another. */
    enum Over {
        /** It is joined with this one, as the key has it. */
        JOINED,
        /** {@code !override}: this one takes its place. */
        REPLACED,
        /** {@code !reset}: it is as though the key were not there. */
        REMOVED
    }

    record ListNode(Mark mark, List<Node> items) implements Node {
        public ListNode {
            items = List.copyOf(items);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /** A single value; {@code text} is what the author wrote, quotes and escapes undone. */
    record ScalarNode(Mark mark, String text, ScalarType type) implements Node {
        @Override
        public String what() {
            return switch (type) {
                case TEXT, OLD_NUMBER -> "text";
                case INTEGER, DECIMAL -> "a number";
                case BOOLEAN -> "true or false";
                case NULL -> "nothing";
            };
        }

        /** Text by YAML 1.2. */
        public boolean isText() {
            return type == ScalarType.TEXT || type == ScalarType.OLD_NUMBER;
        }

        public boolean isNull() {
            return type == ScalarType.NULL;
        }
    }

    /** By YAML 1.2's core schema: {@code yes} and {@code 0755} stay text and a decimal integer. */
    enum ScalarType {
        TEXT,
        /** Text, too, and a number by YAML 1.1, as Compose reads it: {@code 1_000}, {@code 0b11}. */
        OLD_NUMBER,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }
}
