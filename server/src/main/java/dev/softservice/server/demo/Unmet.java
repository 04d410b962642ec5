package dev.softservice.server.demo;

import java.util.Objects;

/** A step of the story did not hold. The message is one line that says what was expected and what was found instead. */
final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unmet(String message) {
        super(message);
    }

    /** @throws Unmet saying {@code otherwise} where {@code holds} is false */
    static void unless(boolean holds, String otherwise) {
        if (!holds) throw new Unmet(otherwise);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
