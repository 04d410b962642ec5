package dev.softservice.runner.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what {@link Distro} names and hands it in; JUnit's store closes it at the end of what it was started for. */
public final class DistroExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(DistroExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        for (var field : fields(context.getRequiredTestClass(), Modifier::isStatic))
            field.set(null, started(field.getAnnotation(Distro.class), field, context));
        Optional.ofNullable(context.getRequiredTestClass().getAnnotation(Distro.class))
                .ifPresent(distro -> started(distro, context.getRequiredTestClass(), context));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        var instance = context.getRequiredTestInstance();
        for (var field : fields(instance.getClass(), modifiers -> !Modifier.isStatic(modifiers))) {
            field.set(instance, started(field.getAnnotation(Distro.class), field, context));
        }
    }

    /** {@code key}: where the annotation stands; what is started once for it serves every later request in the same context or below. */
    private static ThrowawayDistro started(Distro distro, Object key, ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(key, _ -> start(distro), ThrowawayDistro.class);
    }

    private static ThrowawayDistro start(Distro distro) {
        var throwaway = ThrowawayDistro.of(distro.value());
        if (!distro.hub().isEmpty()) throwaway.onHub(distro.hub());
        for (var parameter : distro.parameters()) {
            int equals = parameter.indexOf('=');
            if (equals < 1)
                throw new ExtensionConfigurationException("@Distro parameter '" + parameter + "': write NAME=value");
            throwaway.with(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return throwaway.start();
    }

    private static List<Field> fields(Class<?> type, Predicate<Integer> wanted) {
        var found = new ArrayList<Field>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (var field : each.getDeclaredFields()) {
                if (!field.isAnnotationPresent(Distro.class) || !wanted.test(field.getModifiers())) continue;
                if (field.getType() != ThrowawayDistro.class)
                    throw new ExtensionConfigurationException(
                            "@Distro " + field.getName() + ": make it a " + ThrowawayDistro.class.getSimpleName());
                field.setAccessible(true);
                found.add(field);
            }
        }
        return found;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ThrowawayDistro.class
                && (parameter.isAnnotated(Distro.class) || annotated(context).isPresent());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var own = parameter.findAnnotation(Distro.class);
        if (own.isPresent()) return started(own.get(), parameter.getParameter(), context);
        var type = annotated(context).orElseThrow();
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(type, _ -> start(type.getAnnotation(Distro.class)), ThrowawayDistro.class);
    }

    private static Optional<Class<?>> annotated(ExtensionContext context) {
        return context.getTestClass().filter(type -> type.isAnnotationPresent(Distro.class));
    }
}
