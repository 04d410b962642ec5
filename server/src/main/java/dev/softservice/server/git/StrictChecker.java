package dev.softservice.server.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.BlobObjectChecker;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.RawParseUtils;
import org.jspecify.annotations.Nullable;

/**
 * JGit's fsck, and what it leaves open of git's own: see {@link FsckRules}. Also names that only some file systems take for {@code .git} (HFS
 * ignores some characters, NTFS has streams), text after a tag's signature, and how much all objects of a push unfold to. For one push or
 * fetch.
 */
public final class StrictChecker extends ObjectChecker {
    private final ObjectChecker apple = new ObjectChecker().setSafeForMacOS(true);
    private final long inflatedLimit;
    private final long deadline;
    private final Set<ObjectId> modules = new HashSet<>();
    private final Set<ObjectId> attributes = new HashSet<>();
    private final LargeFiles largeFiles = new LargeFiles();
    private long inflated;

    public StrictChecker(GitLimits limits) {
        this.inflatedLimit = limits.inflatedBytes();
        this.deadline = System.nanoTime() + limits.longest().toNanos();
    }

    @Override
    public void check(@Nullable AnyObjectId id, int type, byte[] raw) throws CorruptObjectException {
        count(raw.length);
        within();
        super.check(id, type, raw);
        if (type == Constants.OBJ_BLOB && id != null) {
            largeFiles.file(id, raw, raw.length, raw.length);
        }
    }

    /** Blobs that arrive whole are streamed past here, in place of {@link #check}. */
    @Override
    public BlobObjectChecker newBlobObjectChecker() {
        return new BlobObjectChecker() {
            private final byte[] beginning = new byte[LargeFiles.enough()];
            private long whole;

            @Override
            public void update(byte[] in, int offset, int length) {
                if (whole < beginning.length) {
                    int at = (int) whole;
                    System.arraycopy(in, offset, beginning, at, Math.min(length, beginning.length - at));
                }
                whole += length;
                count(length);
            }

            @Override
            public void endBlob(AnyObjectId id) throws CorruptObjectException {
                within();
                largeFiles.file(id, beginning, (int) Math.min(whole, beginning.length), whole);
                whole = 0; // the next blob is streamed past the same checker
            }
        };
    }

    private void count(long bytes) {
        inflated += bytes;
    }

    private void within() throws CorruptObjectException {
        if (inflated > inflatedLimit) {
            throw new CorruptObjectException(
                    "the pushed objects unfold to more than %,d bytes".formatted(inflatedLimit));
        }
        if (System.nanoTime() > deadline) {
            throw new CorruptObjectException("reading the push takes too long");
        }
    }

    LargeFiles largeFiles() {
        return largeFiles;
    }

    /** What is wrong with the files that git itself reads, once all objects are in {@code repository}; one line. */
    public Optional<String> fileProblem(Repository repository) throws IOException {
        return GitFiles.problem(repository, modules, attributes);
    }

    @Override
    public void checkCommit(@Nullable AnyObjectId id, byte[] raw) throws CorruptObjectException {
        super.checkCommit(id, raw);
        refuse("commit", id, FsckRules.commit(raw));
    }

    private static void refuse(String type, @Nullable AnyObjectId id, Optional<String> problem)
            throws CorruptObjectException {
        if (problem.isPresent()) {
            var which = id == null ? "" : " " + id.abbreviate(10).name();
            throw new CorruptObjectException(type + which + ": " + problem.get());
        }
    }

    @Override
    public void checkTree(@Nullable AnyObjectId id, byte[] raw) throws CorruptObjectException {
        super.checkTree(id, raw);
        int at = 0;
        while (at < raw.length) {
            int name = RawParseUtils.next(raw, at, ' ');
            int end = RawParseUtils.next(raw, name, '\0') - 1;
            checkName(id, raw, name, end);
            readByGit(id, raw, at, name, end);
            at = end + 1 + Constants.OBJECT_ID_LENGTH;
        }
    }

    private void readByGit(@Nullable AnyObjectId tree, byte[] raw, int mode, int from, int to)
            throws CorruptObjectException {
        if (from == to || "~.gG\u00e2\u00ef".indexOf(raw[from] & 0xff) < 0) {
            return;
        }
        var name = new String(raw, from, to - from, StandardCharsets.UTF_8);
        var found = FsckRules.isGitModules(name) ? modules : FsckRules.isGitAttributes(name) ? attributes : null;
        if (found == null) {
            return;
        }
        boolean link = raw[mode] == '1' && raw[mode + 1] == '2';
        boolean file = raw[mode] == '1' && raw[mode + 1] == '0';
        if (file) {
            found.add(ObjectId.fromRaw(raw, to + 1));
        } else if (!link || found == modules) {
            throw new CorruptObjectException(tree, "'" + name + "' is not a file");
        }
    }

    private void checkName(@Nullable AnyObjectId id, byte[] raw, int from, int to) throws CorruptObjectException {
        var foreign = false;
        for (int i = from; i < to; i++) {
            foreign |= raw[i] == (byte) 0xe2 || raw[i] == (byte) 0xef;
        }
        if (foreign) {
            apple.checkPathSegment(raw, from, to);
        }
        if (raw[from] == '.' || raw[from] == 'g' || raw[from] == 'G') {
            var name = new String(raw, from, to - from, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            for (var reserved : new String[] {".git", "git~1"}) {
                if (name.startsWith(reserved)
                        && name.substring(reserved.length()).matches("[ .]*([:\\\\].*)?")) {
                    throw new CorruptObjectException(id, "invalid name '" + name + "'");
                }
            }
        }
    }

    @Override
    public void checkTag(@Nullable AnyObjectId id, byte[] raw) throws CorruptObjectException {
        super.checkTag(id, raw);
        refuse("tag", id, FsckRules.tag(raw));
        var text = new String(raw, StandardCharsets.UTF_8);
        for (var kind : new String[] {"PGP SIGNATURE", "SSH SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE"}) {
            if (text.contains("\n-----BEGIN " + kind + "-----")
                    && !text.stripTrailing().endsWith("-----END " + kind + "-----")) {
                throw new CorruptObjectException(id, "text after the signature");
            }
        }
    }
}
