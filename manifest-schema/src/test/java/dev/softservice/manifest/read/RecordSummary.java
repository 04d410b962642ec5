package dev.softservice.manifest.read;

import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Service.Machine;
import dev.softservice.manifest.model.Template;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A record, and what it holds, as indented lines; absent and empty parts and what nearly all have left out. */
public final class RecordSummary {
    private final StringBuilder out = new StringBuilder();

    public static String of(Object value) {
        var summary = new RecordSummary();
        summary.write(value, 0);
        return summary.out.toString();
    }

    private void write(Object value, int depth) {
        switch (value) {
            case Template template ->
                out.append(" ").append(template.source().replace("\n", "\\n")).append("\n");
            case Record part -> {
                out.append(" ").append(part.getClass().getSimpleName()).append("\n");
                for (var component : part.getClass().getRecordComponents()) {
                    try {
                        field(component.getName(), component.getAccessor().invoke(part), depth + 1);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                }
            }
            case Map<?, ?> map -> {
                out.append("\n");
                map.forEach((key, inner) -> field(key.toString(), inner, depth + 1));
            }
            case Collection<?> many -> {
                out.append("\n");
                many.forEach(inner -> field("-", inner, depth + 1));
            }
            default ->
                out.append(" ").append(value.toString().replace("\n", "\\n")).append("\n");
        }
    }

    private void field(String name, Object value, int depth) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(inner -> field(name, inner, depth));
            return;
        }
        boolean empty = value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof Collection<?> many && many.isEmpty()
                || value.equals(Machine.NONE)
                || value == Protocol.TCP
                || value.toString().endsWith(".empty");
        if (empty) return;
        out.append("  ".repeat(depth)).append(name).append(name.equals("-") ? "" : ":");
        write(value, depth);
    }
}
