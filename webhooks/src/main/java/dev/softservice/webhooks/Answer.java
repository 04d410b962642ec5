package dev.softservice.webhooks;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The answer of a forge's API. */
public sealed interface Answer<T> {
    record Got<T>(T value) implements Answer<T> {}

    /** The forge, or the rules for outgoing requests, said no: asking again will not help until somebody changes something. */
    record Refused<T>(String reason) implements Answer<T> {}

    /**
     * No answer in time, or only "later": asking again may help.
     *
     * @param until when the forge lets itself be asked again, where it says so
     */
    record Unavailable<T>(String reason, Optional<Instant> until) implements Answer<T> {}

    /** What was got, made into something else; the other outcomes stay as they are. */
    default <U> Answer<U> then(Function<T, Answer<U>> next) {
        return switch (this) {
            case Got<T>(T value) -> next.apply(value);
            case Refused<T>(String reason) -> new Refused<>(reason);
            case Unavailable<T>(String reason, Optional<Instant> until) -> new Unavailable<>(reason, until);
        };
    }
}
