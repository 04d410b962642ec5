package dev.softservice.webhooks;

/** What a forge's API answered. */
public sealed interface Answer<T> {
    record Got<T>(T value) implements Answer<T> {}

    /** The forge, or the rules for outgoing requests, said no: asking again will not help until somebody changes something. */
    record Refused<T>(String reason) implements Answer<T> {}

    /** No answer in time, or only "later": asking again may help. */
    record Unavailable<T>(String reason) implements Answer<T> {}
}
