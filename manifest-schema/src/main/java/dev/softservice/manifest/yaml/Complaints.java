package dev.softservice.manifest.yaml;

/** Takes what is wrong with a document, while reading goes on. */
@FunctionalInterface
public interface Complaints {
    void error(Mark mark, Fault fault, String text);

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
