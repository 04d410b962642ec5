package dev.softservice.runner.plan;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A plan as text that people read in a diff: one value a line, indented as it nests. */
final class PlanText {
    private PlanText() {}

    static String of(Record plan) {
        var text = new StringBuilder();
        record(plan, "", text);
        return text.toString();
    }

    private static void record(Record value, String indent, StringBuilder text) {
        for (var component : value.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                member(component.getName(), accessor.invoke(value), indent, text);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void member(String name, Object value, String indent, StringBuilder text) {
        switch (value) {
            case Record nested -> {
                text.append(indent)
                        .append(name)
                        .append(": ")
                        .append(nested.getClass().getSimpleName())
                        .append('\n');
                record(nested, indent + "  ", text);
            }
            case Optional<?> optional -> optional.ifPresent(present -> member(name, present, indent, text));
            case OptionalInt number ->
                number.ifPresent(present -> text.append(indent)
                        .append(name)
                        .append(": ")
                        .append(present)
                        .append('\n'));
            case Map<?, ?> map -> {
                if (!map.isEmpty()) text.append(indent).append(name).append(":\n");
                new TreeMap<>(map).forEach((key, nested) -> member(String.valueOf(key), nested, indent + "  ", text));
            }
            case Collection<?> many -> {
                if (!many.isEmpty()) text.append(indent).append(name).append(":\n");
                (many instanceof Set<?> set ? new TreeSet<>(set) : many)
                        .forEach(nested -> member("-", nested, indent + "  ", text));
            }
            default ->
                text.append(indent).append(name).append(": ").append(value).append('\n');
        }
    }
}
