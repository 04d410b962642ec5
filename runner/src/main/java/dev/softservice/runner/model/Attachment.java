package dev.softservice.runner.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A file that a test attached to what it printed, such as a picture of the page that it did not like. What it holds is a stranger's, whatever it is called.
 *
 * @param name    its path in the container
 * @param bytes   its size
 * @param file    what it is kept as; empty: it is not kept
 * @param content all of it while it is on its way to where it is kept, else nothing
 */
public record Attachment(
        String name, long bytes, String file, @JsonIgnore byte[] content) {
    private static final byte[] NOTHING = {};

    /** Kept as {@code file}, or not. */
    @JsonCreator
    public Attachment(
            @JsonProperty("name") String name, @JsonProperty("bytes") long bytes, @JsonProperty("file") String file) {
        this(name, bytes, file, NOTHING);
    }

    /** On its way. */
    public Attachment(String name, byte[] content) {
        this(name, content.length, "", content);
    }
}
