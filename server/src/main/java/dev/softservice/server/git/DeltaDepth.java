package dev.softservice.server.git;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** The longest chain of deltas in a pack, told from the headers of its entries alone. */
final class DeltaDepth {
    private static final int OFS_DELTA = 6;
    private static final int REF_DELTA = 7;

    private final PackIndex index;
    private final Map<Long, Long> bases = new HashMap<>();

    private DeltaDepth(PackIndex index) {
        this.index = index;
    }

    static int of(Path pack, Path idx) throws IOException {
        var index = PackIndex.open(idx.toFile());
        return new DeltaDepth(index).deepest(pack);
    }

    private int deepest(Path pack) throws IOException {
        var offsets = new long[Math.toIntExact(index.getObjectCount())];
        int count = 0;
        for (var entry : index) {
            offsets[count++] = entry.getOffset();
        }
        Arrays.sort(offsets);
        try (var channel = FileChannel.open(pack)) {
            var head = ByteBuffer.allocate(64);
            for (var offset : offsets) {
                head.clear();
                channel.read(head, offset);
                head.flip();
                long base = base(head, offset);
                if (base >= 0) {
                    bases.put(offset, base);
                }
            }
        }
        var depths = new HashMap<Long, Integer>();
        int deepest = 0;
        for (var offset : offsets) {
            deepest = Math.max(deepest, depth(offset, depths));
        }
        return deepest;
    }

    /** Bases may stand behind their deltas, so the chain is walked, and its length remembered, without recursion. */
    private int depth(long from, Map<Long, Integer> depths) {
        var chain = new java.util.ArrayDeque<Long>();
        long at = from;
        while (!depths.containsKey(at) && bases.containsKey(at)) {
            chain.push(at);
            at = bases.get(at);
        }
        int depth = depths.getOrDefault(at, 0);
        for (var entry : chain) {
            depths.put(entry, ++depth);
        }
        return depth;
    }

    /** The offset of the entry's base in this pack; -1 where it has none. */
    private long base(ByteBuffer head, long offset) throws IOException {
        int c = head.get() & 0xff;
        int type = (c >> 4) & 7;
        while ((c & 0x80) != 0) {
            c = head.get() & 0xff;
        }
        if (type == OFS_DELTA) {
            c = head.get() & 0xff;
            long distance = c & 0x7f;
            while ((c & 0x80) != 0) {
                c = head.get() & 0xff;
                distance = ((distance + 1) << 7) | (c & 0x7f);
            }
            return offset - distance;
        }
        if (type == REF_DELTA) {
            if (head.remaining() < Constants.OBJECT_ID_LENGTH) {
                throw new EOFException("pack ends in an entry's header");
            }
            var id = new byte[Constants.OBJECT_ID_LENGTH];
            head.get(id);
            return index.findOffset(ObjectId.fromRaw(id));
        }
        return -1;
    }
}
