package dev.softservice.runner.evidence;

/** The result of checking something that came from elsewhere. A refusal is an expected outcome, so it is a value. */
public sealed interface Checked<T> {
    /** Signed by {@code principal}'s key and well-formed. */
    record Genuine<T>(T value, String principal) implements Checked<T> {}

    /** Not to be believed; {@code reason} is one line for users. */
    record Refused<T>(String reason) implements Checked<T> {}
}
