package dev.softservice.runner.model;

import java.time.Instant;

/**
 * One line of a run's log.
 *
 * @param source a service's name, {@code test:NAME}, {@code build:SERVICE} or {@code runner}
 * @param text   without line end, at most 16 KiB, control characters but tab removed, secrets masked
 */
public record LogLine(Instant time, String source, Stream stream, String text) {
    public enum Stream {
        OUT,
        ERR
    }
}
