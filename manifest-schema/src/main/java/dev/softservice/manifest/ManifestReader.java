package dev.softservice.manifest;

/** Reads {@code softservice.yaml} and the Compose file that it names. Stateless; safe for concurrent use. */
public final class ManifestReader {
    public static final String FILE_NAME = "softservice.yaml";

    /** Reads the distro whose files {@code files} gives. Never throws for what an author wrote. */
    public Reading read(RepositoryFiles files) {
        throw new UnsupportedOperationException("to be written");
    }
}
