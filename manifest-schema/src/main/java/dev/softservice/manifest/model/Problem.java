package dev.softservice.manifest.model;

/**
 * One thing wrong with a manifest, with its place, rule and remedy.
 *
 * @param path   file, relative to the distro's folder
 * @param line   from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 * @param rule   a stable id such as {@code unknown-key}, listed in docs/manifest.md
 * @param text   one sentence saying what is wrong and what to do instead; "did you mean" included
 */
public record Problem(Severity severity, String path, int line, int column, String rule, String text) {
    public enum Severity {
        ERROR,
        WARNING
    }

    /** {@code softservice.yaml:12:5: error [unknown-key] …}, the form that editors and CI systems pick up. */
    @Override
    public String toString() {
        return path + ":" + line + ":" + column + ": " + severity.name().toLowerCase(java.util.Locale.ROOT) + " ["
                + rule + "] " + text;
    }
}
