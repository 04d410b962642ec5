package dev.softservice.server.git;

import java.util.List;

/**
 * The changes between two trees, ready to be shown.
 *
 * @param files     at most as many as the limits allow, by path
 * @param added     lines, over the files listed
 * @param removed   lines, over the files listed
 * @param truncated there are more changed files than are listed
 */
public record Comparison(List<FileChange> files, int added, int removed, boolean truncated) {
    public enum Change {
        ADDED,
        MODIFIED,
        DELETED,
        RENAMED,
        COPIED
    }

    /**
     * One file.
     *
     * @param oldPath   equals {@code newPath} unless renamed or copied
     * @param oldMode   octal as in git ("100644"), "000000" where it did not exist
     * @param binary    no lines are shown for it
     * @param truncated it has more changed lines than {@code hunks} shows, or is too large to be compared by line
     */
    public record FileChange(
            Change change,
            String oldPath,
            String newPath,
            String oldMode,
            String newMode,
            boolean binary,
            boolean truncated,
            int added,
            int removed,
            List<Hunk> hunks) {}

    /** Line numbers start at 1. */
    public record Hunk(int oldStart, int oldLines, int newStart, int newLines, List<Line> lines) {}

    public enum Kind {
        CONTEXT,
        ADDED,
        REMOVED
    }

    /**
     * One line.
     *
     * @param oldNumber 0 for an added line
     * @param newNumber 0 for a removed line
     * @param text      without its line end; cut at the limit
     * @param unended   the file ends here without a newline
     */
    public record Line(Kind kind, int oldNumber, int newNumber, String text, boolean unended) {}

    /**
     * How much is compared and shown.
     *
     * @param files      changed files listed
     * @param lines      lines shown over all files
     * @param fileLines  lines shown of one file
     * @param lineChars  characters shown of one line
     * @param fileBytes  files above this are not compared by line
     */
    public record Limits(int files, int lines, int fileLines, int lineChars, int fileBytes) {
        public static final Limits DEFAULT = new Limits(300, 10_000, 2_000, 2_000, 1 << 20);
    }
}
