package dev.softservice.server.review;

/** Of a difference: the merge base, or the version. */
public enum Side {
    OLD,
    NEW
}
