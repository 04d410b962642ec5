package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.util.Optional;

/**
 * What is kept of runs beside their rows: events, reports, attachments. A folder by default; nothing here tells where it is, so that it
 * can be somewhere else. Trouble with it is an {@link java.io.UncheckedIOException}.
 */
public interface RunFiles {
    /** Puts {@code content} in place of what had the name; durable when this returns. */
    void write(RunId run, String name, byte[] content);

    Optional<StoredFile> find(RunId run, String name);

    /** Where what the tests of a run's present attempt attach is kept; what an earlier one left is gone. */
    Attachments freshAttachments(RunId run);

    /** The same where the attempt goes on: what it has attached stays. */
    Attachments attachments(RunId run);

    /** A file that a test of a run attached, by the name that it is kept under, which may be anybody's words. */
    Optional<StoredFile> attachment(RunId run, String name);

    /** Removes all of it, for good; harmless where there is nothing. */
    void remove(RunId run);

    /** The run's events, which there need not be yet. */
    EventStore events(RunId run);
}
