package dev.softservice.runner.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A distro to test against, as a {@link ThrowawayDistro}. On a static field, or on a class whose methods and constructor then take it as a parameter: one for
 * the whole class. On an instance field or a parameter of a test method: a new one for each test.
 */
@Documented
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DistroExtension.class)
public @interface Distro {
    /** A folder; or {@code owner/name} or a Git URL, then its highest release or, with {@code @1.2.3} behind it, that one. */
    String value();

    /** Where {@code owner/name} is looked up; {@code SOFTSERVICE_HUB} where this is empty. */
    String hub() default "";

    /** {@code NAME=value} each. */
    String[] parameters() default {};
}
