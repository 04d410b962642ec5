package dev.softservice.manifest.model;

/**
 * One thing wrong with a manifest, with its place, rule and remedy.
 *
 * @param path   file, relative to the distro's folder
 * @param line   from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 * @param rule   a stable id such as {@code unknown-key}, listed in docs/manifest.md
 * @param reason half a sentence that says what is wrong
 * @param remedy what to do instead; "did you mean" included
 */
public record Problem(Severity severity, String path, int line, int column, String rule, String reason, Remedy remedy) {
    public enum Severity {
        ERROR,
        WARNING
    }

    public Problem(Severity severity, String path, int line, int column, String rule, String reason) {
        this(severity, path, line, column, rule, reason, Remedy.NONE);
    }

    /** Returns true if it is a problem of this kind. */
    public boolean is(Rule kind) {
        return rule.equals(kind.id());
    }

    /** The same at another place. */
    public Problem at(String otherPath, int otherLine, int otherColumn) {
        return new Problem(severity, otherPath, otherLine, otherColumn, rule, reason, remedy);
    }

    /** One sentence that says what is wrong and what to do instead. */
    public String text() {
        var instead = remedy.text();
        return instead.isEmpty() ? reason : reason + "; " + instead;
    }

    /** {@code softservice.yaml:12:5: error [unknown-key] …}, the form that editors and CI systems pick up. */
    @Override
    public String toString() {
        return path + ":" + line + ":" + column + ": " + severity.name().toLowerCase(java.util.Locale.ROOT) + " ["
                + rule + "] " + text();
    }
}
