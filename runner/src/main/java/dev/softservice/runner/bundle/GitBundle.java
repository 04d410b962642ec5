package dev.softservice.runner.bundle;

import dev.softservice.runner.model.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;

/** A Git repository in one file, in git's own format of bundles (version 2, whole history), which {@code git clone} takes. */
public final class GitBundle {
    private static final String FIRST = "# v2 git bundle";
    private static final int MOST_REFS = 10_000;
    private static final int LONGEST_LINE = 1_024;
    /** No file of a distro has more. It is held in memory while it is checked. */
    private static final long LARGEST_OBJECT = 128L << 20;

    private GitBundle() {}

    /** The same references to the same objects give the same bytes. */
    public static void write(Repository repository, Map<String, ObjectId> refs, OutputStream out) throws IOException {
        var header = new StringBuilder(FIRST).append('\n');
        new TreeMap<>(refs)
                .forEach((name, id) ->
                        header.append(id.name()).append(' ').append(name).append('\n'));
        out.write(header.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        try (var reader = repository.newObjectReader();
                var pack = new PackWriter(settings(repository), reader)) {
            pack.setUseCachedPacks(false);
            pack.setUseBitmaps(false);
            var wanted = new java.util.LinkedHashSet<>(new TreeMap<>(refs).values());
            pack.preparePack(NullProgressMonitor.INSTANCE, wanted, Set.of());
            pack.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
        }
    }

    /** What a repository has been through, and how many processors there are, must not show. */
    private static PackConfig settings(Repository repository) {
        var settings = new PackConfig(repository);
        settings.setThreads(1);
        settings.setReuseDeltas(false);
        settings.setReuseObjects(false);
        return settings;
    }

    /**
     * Writes a bare repository that nobody but this code has set up: of what strangers may have written, only objects that have been checked get in, and references to them.
     *
     * @param folder where there is nothing yet
     */
    public static void unpack(InputStream bundle, Path folder) throws IOException {
        var in = new BufferedInputStream(bundle, 1 << 16);
        var refs = header(in);
        try (var repository = new FileRepository(folder.toFile())) {
            repository.create(true);
            objects(repository, in);
            for (var ref : refs.entrySet()) point(repository, ref.getKey(), ref.getValue());
        } catch (TooLargeObjectInPackException large) {
            throw new DamagedBundleException(
                    "it holds a file of more than " + (LARGEST_OBJECT >> 20) + " MiB in a repository", large);
        } catch (CorruptObjectException | RuntimeException corrupt) {
            throw new DamagedBundleException("a repository in it is damaged", corrupt);
        } catch (IOException other) {
            throw other instanceof DamagedBundleException
                    ? other
                    : new DamagedBundleException("a repository in it can't be taken: " + Reason.of(other), other);
        }
        // To the end, where the digest is compared.
        if (in.read() >= 0) throw new DamagedBundleException("a repository in it has more than a repository has");
    }

    private static void objects(FileRepository repository, InputStream in) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var parser = inserter.newPackParser(in);
            parser.setAllowThin(false);
            parser.setObjectChecker(new ObjectChecker());
            parser.setMaxObjectSizeLimit(LARGEST_OBJECT);
            parser.setExpectDataAfterPackFooter(true);
            var lock = parser.parse(NullProgressMonitor.INSTANCE);
            if (lock != null) lock.unlock();
            inserter.flush();
        }
    }

    private static void point(FileRepository repository, String name, ObjectId id) throws IOException {
        if (!repository.getObjectDatabase().has(id))
            throw new DamagedBundleException("a repository in it lacks what " + name + " points to");
        var update = repository.updateRef(name);
        update.setNewObjectId(id);
        var result = update.forceUpdate();
        if (result != RefUpdate.Result.NEW)
            throw new DamagedBundleException("a repository in it has a reference that can't be made");
    }

    private static Map<String, ObjectId> header(InputStream in) throws IOException {
        if (!line(in).equals(FIRST)) throw new DamagedBundleException("a repository in it is no Git bundle");
        var refs = new LinkedHashMap<String, ObjectId>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (refs.size() == MOST_REFS)
                throw new DamagedBundleException("a repository in it has too many references");
            var name = line.length() > 41 ? line.substring(41) : "";
            if (!line.matches("[0-9a-f]{40} refs/.*") || !Repository.isValidRefName(name))
                throw new DamagedBundleException("a repository in it is not whole");
            if (refs.put(name, ObjectId.fromString(line.substring(0, 40))) != null)
                throw new DamagedBundleException("a repository in it names a reference twice");
        }
        return refs;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) throw new DamagedBundleException("a repository in it is cut short");
            if (line.length() == LONGEST_LINE) throw new DamagedBundleException("a repository in it is no Git bundle");
            line.append((char) each);
        }
        return line.toString();
    }
}
