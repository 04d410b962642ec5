package dev.softservice.runner.bundle;

import dev.softservice.runner.bundle.BundleIndex.Entry;
import dev.softservice.runner.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A release in one file: a tar archive that begins with its {@linkplain BundleIndex index}, and is an OCI layout besides. It holds exactly what the index names, in that order; content is
 * compared with its digest whenever it is read. Nothing of it is ever written under a name that the file has given.
 */
public final class Bundle implements AutoCloseable {
    private record Place(Entry entry, long at) {}

    private final FileChannel channel;
    private final BundleIndex index;
    private final Map<String, Place> places = new HashMap<>();

    private Bundle(FileChannel channel, BundleIndex index) {
        this.channel = channel;
        this.index = index;
    }

    /** Writes one entry's bytes. */
    public interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Where the contents of the entries come from. */
    public interface Contents {
        Content of(Entry entry);
    }

    /** The same index and contents give the same bytes. @throws IOException also where a content is not what the index says */
    public static void write(BundleIndex index, Contents contents, OutputStream out) throws IOException {
        var first = index.write();
        if (first.length > BundleIndex.LARGEST) throw new IOException("its index would be longer than any");
        out.write(Ustar.header(BundleIndex.NAME, first.length));
        out.write(first);
        out.write(new byte[Ustar.padding(first.length)]);
        for (var entry : index.entries()) {
            out.write(Ustar.header(entry.name(), entry.size()));
            var counted = new Counted(out);
            contents.of(entry).to(counted);
            if (counted.bytes != entry.size() || !Digest.of(counted.hasher).equals(entry.digest()))
                throw new IOException(entry.name() + " has changed while it was written");
            out.write(new byte[Ustar.padding(entry.size())]);
        }
        out.write(new byte[2 * Ustar.BLOCK]);
    }

    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private final MessageDigest hasher = Digest.hasher();
        private long bytes;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            out.write(content, from, length);
            hasher.update(content, from, length);
            bytes += length;
        }
    }

    /** Opens one whose parts are all there; what is in them is looked at when it is read. @throws DamagedBundleException for any other file */
    public static Bundle open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new DamagedBundleException("there is no such file");
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            var header = bytes(channel, 0, Ustar.BLOCK);
            long size = Ustar.smallSize(header);
            if (size < 0 || !Arrays.equals(header, Ustar.header(BundleIndex.NAME, size)))
                throw new DamagedBundleException("it is no bundle that softservice has made");
            if (size > BundleIndex.LARGEST) throw new DamagedBundleException("its index is longer than any");
            var bundle = new Bundle(channel, BundleIndex.read(bytes(channel, Ustar.BLOCK, (int) size)));
            bundle.find(Ustar.BLOCK + size + Ustar.padding(size));
            return bundle;
        } catch (IOException | RuntimeException unusable) {
            channel.close();
            throw unusable;
        }
    }

    private static byte[] bytes(FileChannel channel, long at, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining())
            if (channel.read(bytes, at + bytes.position()) < 0) throw new DamagedBundleException("it is cut short");
        return bytes.array();
    }

    private void find(long begin) throws IOException {
        long length = channel.size();
        long at = begin;
        for (var entry : index.entries()) {
            // So no size in the index leads beyond the file, and no sum of them beyond a long.
            if (entry.size() > length - at) throw new DamagedBundleException("it is cut short");
            if (!Arrays.equals(bytes(channel, at, Ustar.BLOCK), Ustar.header(entry.name(), entry.size())))
                throw new DamagedBundleException("it does not hold what its index names");
            places.put(entry.name(), new Place(entry, at + Ustar.BLOCK));
            at += Ustar.BLOCK + entry.size() + Ustar.padding(entry.size());
        }
        if (at + 2 * Ustar.BLOCK > length) throw new DamagedBundleException("it is cut short");
        if (at + 2 * Ustar.BLOCK < length) throw new DamagedBundleException("it holds more than its index names");
    }

    public BundleIndex index() {
        return index;
    }

    /** Of an image; empty: it is not in here. */
    public Optional<Entry> blob(Digest digest) {
        return Optional.ofNullable(places.get(Entry.BLOBS + digest.hex())).map(Place::entry);
    }

    /** The repository that git would fetch from {@code url}; empty: it is not in here. */
    public Optional<Entry> repository(String url) {
        return Optional.ofNullable(index.repositories().get(url))
                .map(places::get)
                .map(Place::entry);
    }

    /** All of a small entry. @throws DamagedBundleException also where it is longer than {@code most} bytes */
    public byte[] read(String name, int most) throws IOException {
        var place = places.get(name);
        if (place == null) throw new DamagedBundleException("it holds no " + name);
        if (place.entry().size() > most) throw new DamagedBundleException(name + " in it is larger than any");
        try (var in = open(place.entry())) {
            return in.readAllBytes();
        }
    }

    /** Its end is reached only if the content has the digest that the index names. */
    public InputStream open(Entry entry) throws IOException {
        var place = places.get(entry.name());
        if (place == null || !place.entry().equals(entry))
            throw new DamagedBundleException("it holds no " + entry.name());
        return new Checked(place);
    }

    private final class Checked extends InputStream {
        private final Place place;
        private final MessageDigest hasher = Digest.hasher();
        private long read;
        private boolean whole;

        Checked(Place place) {
            this.place = place;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) return 0;
            long left = place.entry().size() - read;
            if (left == 0) return end();
            int got = channel.read(ByteBuffer.wrap(into, from, (int) Math.min(left, length)), place.at() + read);
            if (got < 0) throw new DamagedBundleException("it is cut short");
            hasher.update(into, from, got);
            read += got;
            return got;
        }

        private int end() throws DamagedBundleException {
            if (!whole && !Digest.of(hasher).equals(place.entry().digest()))
                throw new DamagedBundleException(place.entry().name() + " in it is not what was written");
            whole = true;
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
