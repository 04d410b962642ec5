package dev.softservice.server.run;

import java.util.Optional;

/** Stores the attachments of one run's tests. */
@FunctionalInterface
public interface Attachments {
    /** The name that {@code content} is kept under, durable; empty where the run has attached too much, or it can't be kept. */
    Optional<String> keep(String name, byte[] content);
}
