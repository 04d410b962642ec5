package dev.softservice.server.web;

import java.time.Instant;
import java.util.List;

/** How much room the hub's things took when they were looked at last. */
public record Storage(List<Part> parts, long freeBytes, Instant measuredAt) {
    /** {@code what}: what is kept in it, for the operator. */
    public record Part(String name, String what, long bytes, long files) {}
}
