package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps what runs leave in memory: no part of the hub that uses it may think of folders. */
final class RunFilesInMemory implements RunFiles {
    private static final String ATTACHED = "attachments/";
    private final Map<String, byte[]> all = new HashMap<>();
    private final Map<RunId, Bytes> events = new HashMap<>();

    private record Kept(String name, byte[] content) implements StoredFile {
        @Override
        public long bytes() {
            return content.length;
        }

        @Override
        public String tag() {
            return Integer.toHexString(Arrays.hashCode(content));
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    private static String key(RunId run, String name) {
        return run + "/" + name;
    }

    @Override
    public synchronized void write(RunId run, String name, byte[] content) {
        all.put(key(run, name), content);
    }

    @Override
    public synchronized Optional<StoredFile> find(RunId run, String name) {
        return Optional.ofNullable(all.get(key(run, name)))
                .map(content -> new Kept(name.substring(name.lastIndexOf('/') + 1), content));
    }

    @Override
    public synchronized void remove(RunId run) {
        all.keySet().removeIf(key -> key.startsWith(run + "/"));
        events.remove(run);
    }

    @Override
    public synchronized Attachments freshAttachments(RunId run) {
        all.keySet().removeIf(key -> key.startsWith(key(run, ATTACHED)));
        return attachments(run);
    }

    @Override
    public Attachments attachments(RunId run) {
        return (name, content) -> {
            write(run, ATTACHED + name, content);
            return Optional.of(name);
        };
    }

    @Override
    public Optional<StoredFile> attachment(RunId run, String name) {
        return find(run, ATTACHED + name);
    }

    @Override
    public synchronized EventStore events(RunId run) {
        return events.computeIfAbsent(run, _ -> new Bytes());
    }

    private static final class Bytes implements EventStore, EventStore.Appender {
        private byte[] bytes = {};

        @Override
        public synchronized long length() {
            return bytes.length;
        }

        @Override
        public synchronized InputStream read(long offset) {
            return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
        }

        @Override
        public Appender append() {
            return this;
        }

        @Override
        public synchronized long write(byte[] line) {
            var longer = Arrays.copyOf(bytes, bytes.length + line.length);
            System.arraycopy(line, 0, longer, bytes.length, line.length);
            bytes = longer;
            return bytes.length;
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
