package dev.softservice.server.git;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Git LFS keeps the content of large files on a server of its own and commits pointers in their place. This hub is no such server: the API
 * says so as the <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md">LFS specification</a> has it, and a user who pushes
 * pointers is told that their content is not here.
 */
final class LargeFiles {
    static final String TYPE = "application/vnd.git-lfs+json";
    /** "The server has not implemented the current method." */
    static final int STATUS = 501;

    static final Pattern API = Pattern.compile("/[^/]+/[^/]+/info/lfs(?:/.*)?");

    private static final String REMEDY =
            "commit them as ordinary files: git lfs migrate export --everything --include='*'";
    static final String ANSWER = "{\"message\": \"Git LFS files are not kept on this hub; " + REMEDY
            + "\", \"documentation_url\":"
            + " \"https://github.com/git-lfs/git-lfs/blob/main/docs/man/git-lfs-migrate.adoc\"}\n";

    private static final byte[] POINTER =
            "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_POINTER = 1023;

    /** By id, because JGit checks some objects twice. */
    private final Set<ObjectId> pointers = new HashSet<>();

    /** The beginning of a file of a push, at least {@link #enough} bytes of it where it has as many, and how long all of it is. */
    void file(AnyObjectId id, byte[] beginning, int length, long whole) {
        if (whole <= LARGEST_POINTER && length >= POINTER.length && startsAsPointer(beginning)) {
            pointers.add(id.copy());
        }
    }

    static int enough() {
        return POINTER.length;
    }

    private static boolean startsAsPointer(byte[] beginning) {
        for (int i = 0; i < POINTER.length; i++) {
            if (beginning[i] != POINTER[i]) {
                return false;
            }
        }
        return true;
    }

    /** What is said after a push with pointers in it. */
    Optional<String> remark() {
        return pointers.isEmpty()
                ? Optional.empty()
                : Optional.of("warning: %s of Git LFS, whose content is not kept here; %s"
                        .formatted(
                                pointers.size() == 1
                                        ? "this push has a pointer"
                                        : "this push has %,d pointers".formatted(pointers.size()),
                                REMEDY));
    }
}
