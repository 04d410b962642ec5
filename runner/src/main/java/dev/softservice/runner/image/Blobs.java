package dev.softservice.runner.image;

import dev.softservice.runner.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;

/**
 * A folder of content that is named by its digest: {@code sha256/ab/abcd…}. What has its name there is whole: it was written elsewhere, synced and then
 * renamed. The same content is there once, also where several brought it.
 */
public final class Blobs {
    private static final String HALF = ".new";

    private final Path folder;

    public Blobs(Path folder) {
        this.folder = folder.resolve("sha256");
    }

    /** Where the content of this digest is, or would be. */
    public Path path(Digest digest) {
        return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    public boolean has(Digest digest) {
        return Files.isRegularFile(path(digest));
    }

    public long size(Digest digest) throws IOException {
        return Files.size(path(digest));
    }

    public InputStream open(Digest digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    /** All of it; for manifests and the like. @throws IOException also where it is longer than {@code most} */
    public byte[] read(Digest digest, int most) throws IOException {
        try (var in = open(digest)) {
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) throw new IOException(digest + " is longer than " + most + " bytes");
            return bytes;
        }
    }

    /** Keeps all that {@code content} gives; durable when this returns. */
    public Digest add(InputStream content) throws IOException {
        Files.createDirectories(folder);
        var half = Files.createTempFile(folder, "blob-", HALF);
        try {
            var hasher = Digest.hasher();
            try (var file = FileChannel.open(half, StandardOpenOption.WRITE)) {
                var buffer = new byte[1 << 16];
                for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    hasher.update(buffer, 0, read);
                    var bytes = ByteBuffer.wrap(buffer, 0, read);
                    while (bytes.hasRemaining()) file.write(bytes);
                }
                var digest = Digest.of(hasher);
                // What is there already is whole and durable. An engine writes out all layers of an image each time,
                // and most are known.
                if (has(digest)) return digest;
                file.force(true);
                move(half, digest);
                return digest;
            }
        } finally {
            Files.deleteIfExists(half);
        }
    }

    public Digest add(byte[] content) throws IOException {
        return has(Digest.of(content)) ? Digest.of(content) : add(new java.io.ByteArrayInputStream(content));
    }

    /** Takes over a file on the same disk whose content has been hashed already; it must be synced. */
    public void take(Path file, Digest digest) throws IOException {
        move(file, digest);
    }

    private void move(Path file, Digest digest) throws IOException {
        var target = path(digest);
        var beside = folder.resolve(digest.hex().substring(0, 2));
        if (Files.exists(target)) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(beside);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        sync(beside);
        sync(folder);
    }

    private static void sync(Path directory) throws IOException {
        try (var opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

    public void delete(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    public void copy(Digest digest, OutputStream to) throws IOException {
        Files.copy(path(digest), to);
    }

    /** Every blob and its size. What a crash left half-written is removed on the way: nothing may be written meanwhile. */
    public void forEach(BiConsumer<Digest, Long> each) {
        if (!Files.isDirectory(folder)) return;
        try (var files = Files.walk(folder, 2)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var digest = Digest.read("sha256:" + file.getFileName());
                if (digest.isPresent()) each.accept(digest.get(), Files.size(file));
                else Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // Somebody took it away meanwhile, which was to be done anyway.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
