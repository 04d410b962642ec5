package dev.softservice.runner.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;

/** Trees that come as Git packs, whose every object is checked on the way. */
public final class PackedTree {
    /** The most bytes that are worth reading. */
    public static final long LARGEST = 4L << 30;

    private PackedTree() {}

    /**
     * Makes {@code target} hold exactly {@code tree}.
     *
     * @param pack    the caller bounds and closes it
     * @param objects a folder of the caller's own, made here, for what comes
     */
    public static void unpack(InputStream pack, String tree, Path objects, Path target) throws IOException {
        JgitConfiguration.isolate();
        try (var repository = new FileRepository(objects.toFile())) {
            if (!repository.getDirectory().exists()) repository.create(true);
            try (var inserter = repository.newObjectInserter()) {
                var parser = inserter.newPackParser(pack);
                parser.setObjectChecker(new ObjectChecker().setSafeForMacOS(true));
                parser.parse(NullProgressMonitor.INSTANCE);
                inserter.flush();
            }
            Checkout.write(repository, tree, target);
        }
    }
}
