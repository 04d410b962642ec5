package dev.softservice.manifest.model;

import java.util.List;
import java.util.Optional;

/**
 * A setting of a distro, with a type. It becomes a form, an option and a file for the person who installs the distro.
 *
 * @param defaultValue as text; always present for {@code port}, {@code boolean}, {@code choice}; a secret without one is generated,
 *     unless it has an example
 * @param choices      for {@link Type#CHOICE} only
 * @param example      what tests take where nobody gives a value; only where there is no default
 */
public record Parameter(
        Type type, Optional<String> defaultValue, String description, List<String> choices, Optional<String> example) {
    private static final int HIGHEST_PORT = 65_535;

    public Parameter(Type type, Optional<String> defaultValue, String description, List<String> choices) {
        this(type, defaultValue, description, choices, Optional.empty());
    }

    /** A secret that nobody has to know. */
    public boolean isMadeUp() {
        return type == Type.SECRET && defaultValue.isEmpty() && example.isEmpty();
    }

    /** Somebody has to say what it is: nothing stands for it, and nothing can be made up. */
    public boolean required() {
        return defaultValue.isEmpty() && !isMadeUp();
    }

    /** What a test takes where nobody gives a value; empty where there is a default, or where a secret is made up. */
    public Optional<String> inTests() {
        return required() ? example.or(() -> Optional.of(type == Type.INTEGER ? "1" : "example")) : Optional.empty();
    }

    /** A value other than the default that makes sense whatever the parameter means; empty: its type has none, since a text or a number may stand for anything. */
    public Optional<String> other() {
        return switch (type) {
            case BOOLEAN -> defaultValue.map(value -> value.equals("true") ? "false" : "true");
            case PORT ->
                defaultValue
                        .map(Integer::parseInt)
                        .map(port -> String.valueOf(port < HIGHEST_PORT ? port + 1 : port - 1));
            case CHOICE ->
                defaultValue
                        .filter(_ -> choices.size() > 1)
                        .map(value -> choices.get((choices.indexOf(value) + 1) % choices.size()));
            case STRING, SECRET, INTEGER -> Optional.empty();
        };
    }

    public enum Type {
        STRING,
        SECRET,
        PORT,
        BOOLEAN,
        INTEGER,
        CHOICE
    }
}
