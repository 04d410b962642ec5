package dev.softservice.runner.model;

import java.util.List;

/** How a step ended, where the platform itself held. */
public sealed interface Outcome<T> {
    record Held<T>(T value) implements Outcome<T> {}

    /** {@code reasons}: one line each, the most telling first; never empty. */
    record Broke<T>(List<String> reasons) implements Outcome<T> {
        public Broke {
            if (reasons.isEmpty()) throw new IllegalArgumentException("a step breaks for a reason");
            reasons = List.copyOf(reasons);
        }
    }
}
