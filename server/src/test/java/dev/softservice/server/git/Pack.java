package dev.softservice.server.git;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

/** A pack made by hand, so that it can be wrong in any way. */
final class Pack {
    static final int COMMIT = 1;
    static final int TREE = 2;
    static final int BLOB = 3;
    static final int TAG = 4;
    private static final List<String> TYPES = List.of("", "commit", "tree", "blob", "tag");

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();
    private long claimed = -1;

    /** Adds the object; returns its name in hex. */
    String add(int type, byte[] content) {
        entry(type, content.length, new byte[0], content);
        return name(type, content);
    }

    String add(int type, String content) {
        return add(type, content.getBytes(StandardCharsets.UTF_8));
    }

    static String name(int type, byte[] content) {
        var header = (TYPES.get(type) + " " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        return HexFormat.of()
                .formatHex(sha1(ByteBuffer.allocate(header.length + content.length)
                        .put(header)
                        .put(content)
                        .array()));
    }

    String commit(String tree) {
        return add(
                COMMIT,
                "tree " + tree
                        + "\n"
                        + "author A <a@example.org> 1767323045 +0000\n"
                        + "committer A <a@example.org> 1767323045 +0000\n\n"
                        + "x\n");
    }

    /** Entries as {@code mode name}, {@code id}, … */
    static byte[] tree(String... entries) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < entries.length; i += 2) {
            bytes.writeBytes((entries[i] + "\0").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(HexFormat.of().parseHex(entries[i + 1]));
        }
        return bytes.toByteArray();
    }

    /** A commit of a tree with these entries, whose blobs are all {@code blob()}. */
    String commitOf(String... modesAndNames) {
        var entries = new ArrayList<String>();
        for (var entry : modesAndNames) {
            entries.add(entry);
            entries.add(blob());
        }
        return commit(add(TREE, tree(entries.toArray(String[]::new))));
    }

    private String blob = "";

    String blob() {
        if (blob.isEmpty()) {
            blob = add(BLOB, "content\n");
        }
        return blob;
    }

    /** A delta against the entry before the last {@code back} ones, made from raw instructions. */
    void offsetDelta(int back, byte[] delta) {
        int distance = 12 + entries.size() - offsets.get(offsets.size() - back);
        var bytes = new ArrayList<Byte>();
        bytes.add((byte) (distance & 0x7f));
        for (distance >>= 7; distance > 0; distance >>= 7) {
            distance--;
            bytes.addFirst((byte) (0x80 | (distance & 0x7f)));
        }
        var header = new byte[bytes.size()];
        for (int i = 0; i < header.length; i++) {
            header[i] = bytes.get(i);
        }
        entry(6, delta.length, header, delta);
    }

    void referenceDelta(String base, byte[] delta) {
        entry(7, delta.length, HexFormat.of().parseHex(base), delta);
    }

    /** Base size, result size, and an instruction that inserts {@code text}. */
    static byte[] insertion(int baseSize, long resultSize, String text) {
        var bytes = new ByteArrayOutputStream();
        varint(bytes, baseSize);
        varint(bytes, resultSize);
        bytes.write(text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (0x80 | rest & 0x7f));
            rest >>= 7;
        }
        out.write((int) rest);
    }

    void entry(int type, long size, byte[] header, byte[] content) {
        offsets.add(12 + entries.size());
        int first = (type << 4) | (int) (size & 0xf);
        long rest = size >> 4;
        while (rest > 0) {
            entries.write(first | 0x80);
            first = (int) (rest & 0x7f);
            rest >>= 7;
        }
        entries.write(first);
        entries.writeBytes(header);
        var deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        var buffer = new byte[64 << 10];
        while (!deflater.finished()) {
            entries.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
    }

    Pack claiming(long objects) {
        claimed = objects;
        return this;
    }

    byte[] bytes() {
        var body = ByteBuffer.allocate(12 + entries.size())
                .put("PACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt((int) (claimed < 0 ? offsets.size() : claimed))
                .put(entries.toByteArray())
                .array();
        return ByteBuffer.allocate(body.length + 20).put(body).put(sha1(body)).array();
    }

    static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
