package dev.softservice.manifest.yaml;

/** Receives the problems of a document while the reading goes on. */
@FunctionalInterface
public interface Complaints {
    /** {@code remedy}: what to do about it; empty where {@code reason} says it all. */
    void error(Mark mark, Fault fault, String reason, String remedy);

    /** What can be wrong with a document before anybody asks what it means. */
    enum Fault {
        TOO_LARGE,
        ENCODING,
        SYNTAX,
        DOCUMENTS,
        TAG,
        ALIAS,
        NESTING,
        MERGE,
        DUPLICATE_KEY,
        KEY_TYPE
    }
}
