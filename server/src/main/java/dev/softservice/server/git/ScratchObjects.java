package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;

/** Objects in memory on top of a repository's, for merges that are only looked at: nothing is stored. */
final class ScratchObjects extends ObjectInserter {
    private static final long MOST_BYTES = 64L << 20;

    private record Made(int type, byte[] data) {}

    private final Repository repository;
    private final Map<ObjectId, Made> made = new HashMap<>();
    private long bytes;

    ScratchObjects(Repository repository) {
        this.repository = repository;
    }

    @Override
    public ObjectId insert(int type, long length, InputStream in) throws IOException {
        room(length);
        return insert(type, in.readNBytes((int) length));
    }

    @Override
    public ObjectId insert(int type, byte[] data, int offset, int length) {
        room(length);
        var copy = java.util.Arrays.copyOfRange(data, offset, offset + length);
        var id = idFor(type, copy);
        if (made.put(id, new Made(type, copy)) == null) bytes += length;
        return id;
    }

    private void room(long length) {
        if (bytes + length > MOST_BYTES)
            throw Refusal.of(Refusal.Kind.TOO_LARGE, "these versions differ too much to be compared here: fetch them");
    }

    @Override
    public PackParser newPackParser(InputStream in) {
        throw new UnsupportedOperationException("no packs in memory");
    }

    @Override
    public ObjectReader newReader() {
        return new Both(repository.newObjectReader());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        made.clear();
    }

    private final class Both extends ObjectReader.Filter {
        private final ObjectReader stored;

        Both(ObjectReader stored) {
            this.stored = stored;
        }

        @Override
        protected ObjectReader delegate() {
            return stored;
        }

        @Override
        public ObjectReader newReader() {
            return new Both(stored.newReader());
        }

        @Override
        public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
            return stored.resolve(id);
        }

        @Override
        public boolean has(AnyObjectId id) throws IOException {
            return made.containsKey(id.toObjectId()) || stored.has(id);
        }

        @Override
        public boolean has(AnyObjectId id, int type) throws IOException {
            return made.containsKey(id.toObjectId()) || stored.has(id, type);
        }

        @Override
        public ObjectLoader open(AnyObjectId id) throws IOException {
            return open(id, OBJ_ANY);
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int type) throws IOException {
            var own = made.get(id.toObjectId());
            return own == null ? stored.open(id, type) : new ObjectLoader.SmallObject(own.type(), own.data());
        }

        @Override
        public long getObjectSize(AnyObjectId id, int type) throws IOException {
            var own = made.get(id.toObjectId());
            return own == null ? stored.getObjectSize(id, type) : own.data().length;
        }

        @Override
        public Set<ObjectId> getShallowCommits() throws IOException {
            return stored.getShallowCommits();
        }

        @Override
        public ObjectInserter getCreatedFromInserter() {
            return ScratchObjects.this;
        }
    }

    @Override
    public ObjectId insert(int type, byte[] data) {
        return insert(type, data, 0, data.length);
    }
}
