package dev.softservice.runner.stop;

import java.time.Duration;

/** Why a task was ended early. */
public sealed interface StopReason {
    /** Somebody wants it ended. The code that asks has reasons of its own: a hub's are an enum that implements this. */
    non-sealed interface Asked extends StopReason {}

    /** The thread that waited for it was interrupted. */
    record Interrupted() implements Asked {}

    /** It met its time limit. */
    record Overdue(Duration limit) implements StopReason {}

    /** It printed more than can be taken in; {@code sentence} says who, and how much. */
    record Flooded(String sentence) implements StopReason {}

    /** The listener failed, and would not hear of the rest. */
    record Unheard(RuntimeException failure) implements StopReason {}
}
