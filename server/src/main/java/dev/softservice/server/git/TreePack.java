package dev.softservice.server.git;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** One tree with all that is in it, as a Git pack that needs nothing else: no commit, no history. */
public final class TreePack {
    private final Repository repository;
    private final ObjectId tree;

    TreePack(Repository repository, ObjectId tree) {
        this.repository = repository;
        this.tree = tree;
    }

    public void write(OutputStream out) throws IOException {
        try (var writer = new PackWriter(repository)) {
            writer.setUseBitmaps(false);
            writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(tree), Set.of());
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
        }
    }
}
