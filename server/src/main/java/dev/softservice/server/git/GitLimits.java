package dev.softservice.server.git;

import java.time.Duration;

/**
 * What one request may cost.
 *
 * @param packBytes     bytes that one push may bring, packed
 * @param inflatedBytes bytes that its objects may unfold to in all
 * @param objectBytes   bytes of one object, unfolded
 * @param objects       objects in one push
 * @param requestBytes  bytes of the question that a fetch asks, after gunzip
 * @param patience      how long a client may send or take nothing
 * @param longest       how long one request may take in all
 */
public record GitLimits(
        long packBytes,
        long inflatedBytes,
        long objectBytes,
        int objects,
        long requestBytes,
        Duration patience,
        Duration longest) {
    /** The most that git itself ever makes ({@code --depth}); JGit and git read such a chain without trouble. */
    static final int DELTA_DEPTH = 4095;

    static final int TREE_DEPTH = 128;
    static final int TREE_ENTRIES = 1_000_000;
    static final int PATH_BYTES = 4096;

    /** The usual limits for a hub on which one push may bring so many bytes. */
    public static GitLimits of(long packBytes) {
        return new GitLimits(
                packBytes,
                Math.max(1L << 30, packBytes * 100),
                Math.min(packBytes, 100L << 20),
                2_000_000,
                16L << 20,
                Duration.ofSeconds(60),
                Duration.ofHours(1));
    }
}
