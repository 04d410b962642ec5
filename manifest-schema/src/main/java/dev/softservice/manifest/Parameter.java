package dev.softservice.manifest;

import java.util.List;
import java.util.Optional;

/**
 * A typed setting of a distro; becomes a form, flags and files for whoever installs it.
 *
 * @param defaultValue as text; always present for {@code port}, {@code boolean}, {@code choice}; a secret without one is generated
 * @param choices      for {@link Type#CHOICE} only
 */
public record Parameter(Type type, Optional<String> defaultValue, String description, List<String> choices) {
    public enum Type {
        STRING,
        SECRET,
        PORT,
        BOOLEAN,
        INTEGER,
        CHOICE
    }
}
