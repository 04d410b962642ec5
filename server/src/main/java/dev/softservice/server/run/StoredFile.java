package dev.softservice.server.run;

import java.io.InputStream;

/** A file that is kept with a run. */
public interface StoredFile {
    /** What it is kept under: letters, digits, dots and dashes only. */
    String name();

    long bytes();

    /** Another one where the content is another: letters, digits and dashes only. */
    String tag();

    /** From its beginning; the caller closes it. */
    InputStream open();
}
