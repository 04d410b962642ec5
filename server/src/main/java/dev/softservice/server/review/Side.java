package dev.softservice.server.review;

/** A side of a difference: the merge base, or the version. */
public enum Side {
    OLD,
    NEW
}
