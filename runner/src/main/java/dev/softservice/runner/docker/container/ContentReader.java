package dev.softservice.runner.docker.container;

import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Content.FileSeen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Counts what is in the engine's archives of folders. One reader adds up all archives that it receives. */
public final class ContentReader {
    private final TreeMap<String, FileSeen> files = new TreeMap<>();
    private final byte[] buffer = new byte[1 << 16];
    private long count;
    private long bytes;
    /** Files come in no certain order, so what is beyond those listed is combined without one. */
    private long rest;

    /** {@code path}: what a file is called here that has this name in the archive, which begins with the name of the folder that it is of. */
    public void read(InputStream archive, UnaryOperator<String> path) throws IOException {
        var tar = new TarArchiveInputStream(archive);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
            if (!entry.isDirectory()) add(entry, tar, path);
    }

    /** As {@link #read}, of an archive of one file; one of a folder adds nothing. */
    public void readFile(InputStream archive, UnaryOperator<String> path) throws IOException {
        var tar = new TarArchiveInputStream(archive);
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry != null && !entry.isDirectory()) add(entry, tar, path);
    }

    /**
     * As {@link #read}, of those files alone whose paths are {@code wanted}; a folder of such a path adds nothing. False, and nothing is added, where there are more than {@code most} bytes of
     * others.
     */
    public boolean readSome(InputStream archive, UnaryOperator<String> path, Set<String> wanted, long most)
            throws IOException {
        var tar = new TarArchiveInputStream(archive);
        var found = new TreeMap<String, FileSeen>();
        long beside = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            var name = path.apply(entry.getName());
            if (!entry.isDirectory() && wanted.contains(name)) {
                found.put(name, seen(entry, tar));
                continue;
            }
            // A header costs something, too.
            beside += 512 + entry.getSize();
            if (beside > most) return false;
        }
        found.forEach(this::add);
        return true;
    }

    private void add(TarArchiveEntry entry, TarArchiveInputStream tar, UnaryOperator<String> path) throws IOException {
        add(path.apply(entry.getName()), seen(entry, tar));
    }

    private FileSeen seen(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        var sum = sha256();
        long length = 0;
        if (entry.isFile()) {
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                sum.update(buffer, 0, read);
                length += read;
            }
        } else sum.update(entry.getLinkName().getBytes(StandardCharsets.UTF_8));
        return new FileSeen(length, HexFormat.of().formatHex(sum.digest(), 0, 16));
    }

    /** What was seen by other means than an archive. */
    public void add(String path, FileSeen seen) {
        count++;
        bytes += seen.bytes();
        if (files.size() < Content.MOST_FILES) files.put(path, seen);
        else rest += 31L * path.hashCode() + seen.hashCode();
    }

    /** For what lies below the folder that an archive is of. */
    public static String below(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    public Content content() {
        var all = sha256();
        files.forEach(
                (path, seen) -> all.update((path + "\0" + seen.digest() + "\0").getBytes(StandardCharsets.UTF_8)));
        all.update(Long.toString(rest).getBytes(StandardCharsets.UTF_8));
        return new Content(files, count, bytes, HexFormat.of().formatHex(all.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
