package dev.softservice.server.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Writes and reads enum constants outside of the code: in lower case. */
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
