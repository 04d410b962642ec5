package dev.softservice.server.run;

import dev.softservice.runner.files.AttachmentFolder;
import dev.softservice.server.core.RunId;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The files of runs in a folder of the hub's own machine: {@code runs/ab/ID/events.jsonl}, {@code report.json}, {@code attachments/}. */
public final class RunFolder implements RunFiles {
    private static final String ATTACHMENTS = "attachments";

    private final Path runs;

    public RunFolder(Path runs) {
        this.runs = runs;
    }

    /** The last two hex digits of the id spread the runs over 256 folders. */
    private Path folder(RunId run) {
        return runs.resolve("%02x".formatted(run.value() & 0xff)).resolve(run.toString());
    }

    @Override
    public void write(RunId run, String name, byte[] content) {
        try {
            var folder = Files.createDirectories(folder(run));
            var half = folder.resolve(name + ".new");
            // Not a channel: closing one by an interrupt would lose the report of a cancelled run.
            try (var file = new RandomAccessFile(half.toFile(), "rw")) {
                file.setLength(0);
                file.write(content);
                file.getFD().sync();
            }
            Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void remove(RunId run) {
        try {
            Scratch.clear(folder(run));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Optional<StoredFile> find(RunId run, String name) {
        return file(folder(run).resolve(name));
    }

    private static Optional<StoredFile> file(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Optional.of(new OnDisk(path)) : Optional.empty();
    }

    private record OnDisk(Path path) implements StoredFile {
        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public long bytes() {
            return attributes().size();
        }

        @Override
        public String tag() {
            var found = attributes();
            return Long.toHexString(found.size()) + "-"
                    + Long.toHexString(found.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        }

        private BasicFileAttributes attributes() {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public InputStream open() {
            try {
                return Files.newInputStream(path);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public Attachments freshAttachments(RunId run) {
        var folder = folder(run).resolve(ATTACHMENTS);
        try {
            Scratch.clear(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return attachments(run);
    }

    @Override
    public Attachments attachments(RunId run) {
        return new AttachmentFolder(folder(run).resolve(ATTACHMENTS))::keep;
    }

    @Override
    public Optional<StoredFile> attachment(RunId run, String name) {
        return name.matches(AttachmentFolder.NAME)
                ? file(folder(run).resolve(ATTACHMENTS).resolve(name))
                : Optional.empty();
    }

    @Override
    public EventStore events(RunId run) {
        return new EventFile(folder(run).resolve("events.jsonl"));
    }

    private record EventFile(Path path) implements EventStore {
        @Override
        public long length() {
            return path.toFile().length();
        }

        @Override
        public InputStream read(long offset) {
            try {
                var in = new FileInputStream(path.toFile());
                in.skipNBytes(Math.min(offset, length()));
                return in;
            } catch (FileNotFoundException notBegun) {
                return InputStream.nullInputStream();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public Appender append() {
            try {
                Files.createDirectories(path.getParent());
                var file = new RandomAccessFile(path.toFile(), "rw");
                long end = file.length();
                while (end > 0) {
                    file.seek(end - 1);
                    if (file.read() == '\n') break;
                    end--;
                }
                file.setLength(end);
                file.seek(end);
                return new Writer(file);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** A plain file, not a channel: an interrupt would close a channel. */
    private record Writer(RandomAccessFile file) implements EventStore.Appender {
        @Override
        public long write(byte[] line) {
            try {
                file.write(line);
                return file.getFilePointer();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void sync() {
            try {
                file.getFD().sync();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
