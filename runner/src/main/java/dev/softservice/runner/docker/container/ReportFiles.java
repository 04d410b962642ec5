package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.report.AttachmentMarks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads report files out of an ended container, as a tar stream that a stranger may have shaped: regular files only, nothing is written to
 * disk, and names, sizes and the number of entries are bounded.
 */
public final class ReportFiles {
    static final int MAX_FILE = 16 << 20;
    static final long MAX_TOTAL = 48L << 20;
    static final int MAX_ENTRIES = 20_000;
    /** What is on the way to the reports: a file that is one hole takes no room where it lies, and hours to be handed over. */
    static final long MAX_PASSED = 2L << 30;

    static final int MAX_ATTACHMENT = 8 << 20;
    /** Of one test's container. */
    private static final long MAX_ATTACHMENTS = 24L << 20;

    private static final int MOST_ATTACHMENTS = 40;

    /** Archives tell whole seconds, and file systems are a little behind the clock. */
    private static final Duration BEHIND = Duration.ofSeconds(2);

    private final Link link;

    public ReportFiles(Link link) {
        this.link = link;
    }

    /**
     * {@code results}: a folder, taken with all {@code .xml} and {@code .tap} files below it, or a glob. A missing folder gives no files.
     *
     * @param began when the container was started, by the engine's clock, which is its own; what is older is no report of it
     */
    public Found fetch(String container, String results, Optional<Instant> began) throws InterruptedException {
        var found = listed(container, results, began.orElse(Instant.MIN));
        return new Found(found.folder(), found.reports(), found.others(), named(container, found), found.links());
    }

    /** What the reports name as attachments. The container has ended, so what was a file of the results a moment ago still is: no link leads out. */
    private Map<String, byte[]> named(String container, Found found) throws InterruptedException {
        var named = new LinkedHashMap<String, byte[]>();
        long total = 0;
        for (var path : wanted(found)) {
            if (named.size() >= MOST_ATTACHMENTS
                    || total + Objects.requireNonNull(found.others().get(path)) > MAX_ATTACHMENTS) break;
            var content = attachment(container, path);
            if (content.isEmpty()) continue;
            named.put(path, content.get());
            total += content.get().length;
        }
        return named;
    }

    private static List<String> wanted(Found found) {
        var paths = new LinkedHashSet<String>();
        for (var report : found.reports()) {
            for (var name : AttachmentMarks.inReport(report.content())) {
                try {
                    AttachmentMarks.inside(found.folder(), report.path(), name).stream()
                            .filter(found.others()::containsKey)
                            .findFirst()
                            .ifPresent(paths::add);
                } catch (InvalidPathException _) {
                    // Readers of the report are told so.
                }
            }
        }
        return paths.stream()
                .filter(path -> Objects.requireNonNull(found.others().get(path)) <= MAX_ATTACHMENT)
                .toList();
    }

    private Optional<byte[]> attachment(String container, String path) throws InterruptedException {
        try {
            return DockerCalls.unguarded("copy an attachment out of " + container, () -> {
                var stream = link.client()
                        .copyArchiveFromContainerCmd(container, path)
                        .exec();
                try {
                    return single(stream);
                } finally {
                    Archives.letGo(stream);
                }
            });
        } catch (DockerException _) {
            return Optional.empty();
        }
    }

    /** The content of the one regular file that a stream is of; empty for anything else, and for more than an attachment may be. */
    static Optional<byte[]> single(InputStream stream) throws IOException {
        var tar = new TarArchiveInputStream(stream);
        var entry = tar.getNextEntry();
        if (entry == null || !isPlain(entry) || entry.getSize() > MAX_ATTACHMENT) return Optional.empty();
        return Optional.of(tar.readNBytes((int) entry.getSize()));
    }

    private Found listed(String container, String results, Instant began) throws InterruptedException {
        var folder = folder(results);
        var wanted = wanted(results, folder);
        try {
            return DockerCalls.unguarded("copy reports out of " + container, () -> {
                var stream = link.client()
                        .copyArchiveFromContainerCmd(container, folder)
                        .exec();
                try {
                    return read(stream, folder, wanted, began);
                } finally {
                    Archives.letGo(stream);
                }
            });
        } catch (NotFoundException _) {
            return new Found(folder, List.of(), Map.of());
        } catch (DockerException e) {
            return new Found(
                    folder,
                    List.of(new ReportFile(results + " (" + DockerCalls.reason(e) + ")", new byte[0], true)),
                    Map.of());
        }
    }

    /** The part of a glob that has no wildcard, else all of it. */
    static String folder(String results) {
        int wildcard = indexOfWildcard(results);
        if (wildcard < 0)
            return results.length() > 1 && results.endsWith("/") ? results.substring(0, results.length() - 1) : results;
        int slash = results.lastIndexOf('/', wildcard);
        return slash <= 0 ? "/" : results.substring(0, slash);
    }

    private static int indexOfWildcard(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[{".indexOf(text.charAt(i)) >= 0) return i;
        }
        return -1;
    }

    static PathMatcher wanted(String results, String folder) {
        if (indexOfWildcard(results) >= 0) return FileSystems.getDefault().getPathMatcher("glob:" + results);
        return path -> path.toString().equals(folder)
                || path.toString().toLowerCase(Locale.ROOT).endsWith(".xml")
                || path.toString().toLowerCase(Locale.ROOT).endsWith(".tap");
    }

    private static String parent(String folder) {
        int slash = folder.lastIndexOf('/');
        return slash <= 0 ? "/" : folder.substring(0, slash);
    }

    /** {@code folder}: what the stream is of. Of a file that is no report, only the size is kept: a report may name it as an attachment. */
    static Found read(InputStream stream, String folder, PathMatcher wanted, Instant began) throws IOException {
        var base = parent(folder);
        var files = new ArrayList<ReportFile>();
        var others = new LinkedHashMap<String, Long>();
        var links = new LinkedHashMap<Path, Path>();
        long total = 0;
        long passed = 0;
        int entries = 0;
        // Not closed here: the client reads what it closes to its end, however far that is.
        var tar = new TarArchiveInputStream(stream);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > MAX_ENTRIES) {
                files.add(new ReportFile(base + " (more than " + MAX_ENTRIES + " entries)", new byte[0], true));
                break;
            }
            var path = path(base, entry);
            if (path.isEmpty()) {
                link(base, entry)
                        .filter(link -> wanted.matches(link.from()))
                        .ifPresent(link -> links.put(link.from(), link.to()));
                continue;
            }
            passed += entry.getSize();
            if (passed > MAX_PASSED) {
                files.add(new ReportFile(
                        path.get() + ", with which there are more than " + (MAX_PASSED >> 30) + " GiB,",
                        new byte[0],
                        true));
                break;
            }
            if (!wanted.matches(path.get())) {
                others.put(path.get().toString(), entry.getSize());
                continue;
            }
            int most = (int) Math.min(MAX_FILE, MAX_TOTAL - total);
            var content = tar.readNBytes(most);
            total += content.length;
            files.add(new ReportFile(
                    path.get().toString(), content, entry.getSize() > content.length, isOlder(entry, began)));
            if (total >= MAX_TOTAL && files.getLast().truncated()) break;
        }
        var read = files.stream().map(ReportFile::path).toList();
        return new Found(
                folder,
                files,
                others,
                Map.of(),
                links.entrySet().stream()
                        .filter(link -> !read.contains(link.getValue().toString()))
                        .map(link -> link.getKey().toString())
                        .toList());
    }

    private record Linked(Path from, Path to) {}

    /** Of a hard link the archive says which entry had the content; of a symbolic one, what stands in it. */
    private static Optional<Linked> link(String base, TarArchiveEntry entry) {
        if (!entry.isLink() && !entry.isSymbolicLink()) return Optional.empty();
        try {
            var from = Path.of(base, entry.getName());
            var beside = entry.isLink() ? Path.of(base) : Objects.requireNonNull(from.getParent());
            return Optional.of(
                    new Linked(from, beside.resolve(entry.getLinkName()).normalize()));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static boolean isOlder(TarArchiveEntry entry, Instant began) {
        return !began.equals(Instant.MIN)
                && entry.getLastModifiedTime().toInstant().isBefore(began.minus(BEHIND));
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && entry.getSize() >= 0;
    }

    /** Empty for what is no file whatever it is called: folders, links, devices, pipes, names that climb. */
    private static Optional<Path> path(String base, TarArchiveEntry entry) {
        if (!isPlain(entry)) return Optional.empty();
        var name = entry.getName();
        if (name.startsWith("/")
                || name.indexOf('\0') >= 0
                || List.of(name.split("/")).contains("..")) return Optional.empty();
        try {
            return Optional.of(Path.of(base, name));
        } catch (InvalidPathException _) {
            // This process's locale has no letters for it; the report counts all the same.
            return Optional.of(Path.of(base, name.replaceAll("[^\\x20-\\x7e]", "_")));
        }
    }
}
