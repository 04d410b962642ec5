package dev.softservice.runner.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a tar stream that depends on names, content, links and the executable bit only. */
public final class Tar implements AutoCloseable {
    /** Some tools can't bear 1970: the first second of 2020, UTC. */
    private static final long TIME = 1_577_836_800_000L;

    private final TarArchiveOutputStream tar;

    public Tar(OutputStream out) {
        tar = new TarArchiveOutputStream(new BufferedOutputStream(out, 1 << 16), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** A folder (alone, without what is in it), a file or a link; anything else is no content of a repository and is left out. */
    public void add(Path file, String name) throws IOException {
        if (Files.isSymbolicLink(file)) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(file).toString());
            put(entry, 0777);
            tar.closeArchiveEntry();
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            put(new TarArchiveEntry(name + "/"), 0755);
            tar.closeArchiveEntry();
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(file));
            put(entry, executable(file) ? 0755 : 0644);
            Files.copy(file, tar);
            tar.closeArchiveEntry();
        }
    }

    /** A folder with nothing in it. */
    public void addFolder(String name, int mode) throws IOException {
        put(new TarArchiveEntry(name + "/"), mode);
        tar.closeArchiveEntry();
    }

    public void add(String content, String name, int mode) throws IOException {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        put(entry, mode);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry, int mode) throws IOException {
        entry.setMode(mode);
        entry.setModTime(TIME);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
    }

    private static boolean executable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
