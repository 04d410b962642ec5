package dev.softservice.manifest.yaml;

/**
 * A file of a distro, with the meaning that a dollar has in its texts.
 *
 * @param path relative to the distro's folder
 */
public record SourceFile(String path, Dialect dialect) {
    public enum Dialect {
        /** {@code ${parameters.x}}: names with dots. */
        MANIFEST,
        /** The variables of Compose files and of their environment files as well. */
        COMPOSE
    }

    public static SourceFile manifest(String path) {
        return new SourceFile(path, Dialect.MANIFEST);
    }

    public static SourceFile compose(String path) {
        return new SourceFile(path, Dialect.COMPOSE);
    }
}
