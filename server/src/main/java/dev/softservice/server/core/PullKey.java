package dev.softservice.server.core;

/** A pull request: its repository's id, and its number there, from 1. */
public record PullKey(long repository, int number) {
    public PullKey {
        if (number < 1) throw new IllegalArgumentException("pull request number " + number);
    }
}
