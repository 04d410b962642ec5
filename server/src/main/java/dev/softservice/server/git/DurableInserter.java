package dev.softservice.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Writes loose objects; after {@link #flush} their folders' entries are on disk too, not only their bytes (which JGit syncs itself). */
final class DurableInserter extends ObjectInserter.Filter {
    private final ObjectInserter delegate;
    private final Path objects;
    private final Set<Path> touched = new HashSet<>();

    DurableInserter(FileRepository repository) {
        this.delegate = repository.newObjectInserter();
        this.objects = repository.getObjectsDirectory().toPath();
    }

    @Override
    protected ObjectInserter delegate() {
        return delegate;
    }

    @Override
    public ObjectId insert(int type, byte[] data) throws IOException {
        return touched(super.insert(type, data));
    }

    @Override
    public ObjectId insert(int type, byte[] data, int offset, int length) throws IOException {
        return touched(super.insert(type, data, offset, length));
    }

    @Override
    public ObjectId insert(int type, long length, InputStream data) throws IOException {
        return touched(super.insert(type, length, data));
    }

    private ObjectId touched(ObjectId id) {
        touched.add(objects.resolve(id.name().substring(0, 2)));
        return id;
    }

    @Override
    public void flush() throws IOException {
        super.flush();
        for (var folder : touched) {
            if (java.nio.file.Files.isDirectory(folder)) {
                Durability.syncOne(folder);
            }
        }
        if (!touched.isEmpty()) {
            Durability.syncOne(objects);
        }
        touched.clear();
    }
}
