package dev.softservice.runner.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * One installation in one file: a ZIP archive with what is known of it ({@code installation/…}, its passwords included), an archive of each volume
 * ({@code volumes/NAME.tar}), and {@code softservice-backup.json}, which names every entry with its SHA-256 and is written last.
 */
final class BackupFile implements AutoCloseable {
    static final String FILES = "installation/";
    private static final String VOLUMES = "volumes/";
    private static final String INDEX = "softservice-backup.json";
    private static final String FORMAT = "softservice-backup/v1";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final ZipFile zip;
    private final Map<String, String> digests;

    private BackupFile(Path file, ZipFile zip, Map<String, String> digests) {
        this.file = file;
        this.zip = zip;
        this.digests = digests;
    }

    /** What writes one entry. */
    interface Content {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    /** Writes a backup beside its place and moves it there when it is whole; only its owner may read it. */
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final Path part;
        private final ZipOutputStream zip;
        private final Map<String, String> digests = new LinkedHashMap<>();

        Writer(Path file) throws IOException {
            this.file = file;
            this.part = file.resolveSibling(file.getFileName() + ".part");
            Files.deleteIfExists(part);
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(part, owner);
            this.zip = new ZipOutputStream(Files.newOutputStream(part), StandardCharsets.UTF_8);
        }

        void add(String name, Content content) throws IOException, InterruptedException {
            zip.putNextEntry(new ZipEntry(name));
            var digest = sha256();
            content.to(new DigestOutputStream(new Unclosed(zip), digest));
            zip.closeEntry();
            digests.put(name, HexFormat.of().formatHex(digest.digest()));
        }

        void addVolume(String name, Content content) throws IOException, InterruptedException {
            add(VOLUMES + name + ".tar", content);
        }

        /** Whole from here on. */
        void finish(String installation, Instant now) throws IOException {
            var json = JSON.createObjectNode()
                    .put("format", FORMAT)
                    .put("name", installation)
                    .put("at", now.toString());
            digests.forEach(json.putObject("sha256")::put);
            zip.putNextEntry(new ZipEntry(INDEX));
            zip.write(json.toPrettyString().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.close();
            try (var channel = java.nio.channels.FileChannel.open(part, java.nio.file.StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            try {
                zip.close();
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** Opens one whose every entry is what it was when written. @throws InstallRefusal for any other file */
    static BackupFile open(Path file) {
        if (!Files.isRegularFile(file)) throw InstallRefusal.input(file + ": no such file");
        ZipFile zip = null;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
            var backup = new BackupFile(file, zip, index(file, zip));
            backup.check();
            return backup;
        } catch (ZipException | JsonProcessingException cut) {
            close(zip);
            throw damaged(file, "it is no whole backup");
        } catch (IOException unreadable) {
            close(zip);
            throw damaged(file, String.valueOf(unreadable.getMessage()));
        } catch (RuntimeException refused) {
            close(zip);
            throw refused;
        }
    }

    private static void close(@org.jspecify.annotations.Nullable ZipFile zip) {
        if (zip == null) return;
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> index(Path file, ZipFile zip) throws IOException {
        var entry = zip.getEntry(INDEX);
        if (entry == null) throw damaged(file, "it is no backup that softservice has made");
        try (var in = zip.getInputStream(entry)) {
            var json = JSON.readTree(in.readNBytes(16 << 20));
            if (!json.path("format").asText().equals(FORMAT))
                throw damaged(file, "its format is not " + FORMAT + "; a newer softservice may know it");
            var digests = new LinkedHashMap<String, String>();
            json.path("sha256")
                    .properties()
                    .forEach(each -> digests.put(each.getKey(), each.getValue().asText()));
            return digests;
        }
    }

    private void check() throws IOException {
        var names = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !name.equals(INDEX))
                .toList();
        if (!names.stream()
                .sorted()
                .toList()
                .equals(digests.keySet().stream().sorted().toList()))
            throw damaged(file, "it does not hold what its index names");
        for (var name : names) {
            if (!isPlain(name)) throw damaged(file, "it holds a file with an unsafe name");
            var digest = sha256();
            try (var in = zip.getInputStream(zip.getEntry(name));
                    var nowhere = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                in.transferTo(nowhere);
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(digests.get(name)))
                throw damaged(file, name + " is not what was saved");
        }
    }

    private static boolean isPlain(String name) {
        return (name.startsWith(FILES) || name.startsWith(VOLUMES))
                && !name.contains("\\")
                && List.of(name.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private static InstallRefusal damaged(Path file, String why) {
        return InstallRefusal.input(file + ": can't be restored: " + why);
    }

    /** The volumes' names, as their manifest has them. */
    List<String> volumes() {
        return digests.keySet().stream()
                .filter(name -> name.startsWith(VOLUMES))
                .map(name -> name.substring(VOLUMES.length(), name.length() - ".tar".length()))
                .toList();
    }

    InputStream volume(String name) throws IOException {
        return zip.getInputStream(zip.getEntry(VOLUMES + name + ".tar"));
    }

    /** The installation's files, written below a folder. */
    void unpack(Path folder) throws IOException {
        for (var name : digests.keySet()) {
            if (!name.startsWith(FILES)) continue;
            var target = folder.resolve(name.substring(FILES.length()));
            var parent = target.getParent();
            if (parent != null) StateFolder.makePrivate(parent);
            try (var in = zip.getInputStream(zip.getEntry(name))) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        close(zip);
    }
}
