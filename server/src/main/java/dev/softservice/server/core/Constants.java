package dev.softservice.server.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the constants of enums are written outside of the code, in one place: in lower case. */
public final class Constants {
    private Constants() {}

    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant that {@code word} names, if there is one. */
    public static <E extends Enum<E>> Optional<E> named(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst();
    }
}
