package dev.softservice.server.web;

import java.time.Instant;
import java.util.List;

/** How much disk the hub's data took at the last measurement. */
public record Storage(List<Part> parts, long freeBytes, Instant measuredAt) {
    /** {@code what}: what is kept in it, for the operator. */
    public record Part(String name, String what, long bytes, long files) {}
}
