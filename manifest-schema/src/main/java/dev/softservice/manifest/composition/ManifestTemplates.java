package dev.softservice.manifest.composition;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Template;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every template of a manifest, wherever it stands. Walks the records themselves, so that a new field can't be forgotten. */
final class ManifestTemplates {
    private ManifestTemplates() {}

    static Stream<Template> of(Manifest manifest) {
        return in(manifest);
    }

    /** Of one part of a manifest. */
    static Stream<Template> in(Record part) {
        var found = new ArrayList<Template>();
        walk(part, found);
        return found.stream();
    }

    private static void walk(Object value, List<Template> found) {
        switch (value) {
            case Template template -> found.add(template);
            case Optional<?> optional -> optional.ifPresent(inner -> walk(inner, found));
            case Collection<?> many -> many.forEach(inner -> walk(inner, found));
            case Map<?, ?> map -> map.values().forEach(inner -> walk(inner, found));
            case Record part
            when part.getClass().getPackage() == Manifest.class.getPackage() -> {
                for (var component : part.getClass().getRecordComponents()) walk(read(part, component), found);
            }
            default -> {}
        }
    }

    private static Object read(Record part, RecordComponent component) {
        try {
            return component.getAccessor().invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " of a public record must be readable", e);
        }
    }
}
