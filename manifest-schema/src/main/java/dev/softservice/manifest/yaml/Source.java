package dev.softservice.manifest.yaml;

/**
 * A file of a distro, and what its texts mean by a dollar.
 *
 * @param path relative to the distro's folder
 */
public record Source(String path, Dialect dialect) {
    public enum Dialect {
        /** {@code ${parameters.x}}: names with dots. */
        MANIFEST,
        /** The variables of Compose files and of their environment files as well. */
        COMPOSE
    }

    public static Source manifest(String path) {
        return new Source(path, Dialect.MANIFEST);
    }

    public static Source compose(String path) {
        return new Source(path, Dialect.COMPOSE);
    }
}
