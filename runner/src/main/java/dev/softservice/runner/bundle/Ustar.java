package dev.softservice.runner.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The headers of a tar archive with plain files only, which follow from names and sizes alone. A reader makes the header that has to be there and compares it, so no header that
 * somebody else has made up is ever understood.
 */
final class Ustar {
    static final int BLOCK = 512;

    private static final int LONGEST_NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int SUM_AT = 148;
    private static final int SUM_DIGITS = 8;
    /** The largest size in eleven octal digits. */
    private static final long MOST_OCTAL = 077777777777L;

    private Ustar() {}

    /** @param size in bytes; beyond 8 GiB it is written as GNU tar and Go write it */
    static byte[] header(String name, long size) {
        var header = new byte[BLOCK];
        var bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > LONGEST_NAME) throw new IllegalArgumentException("a name of " + bytes.length + " bytes");
        System.arraycopy(bytes, 0, header, 0, bytes.length);
        put(header, 100, "0000644 ");
        put(header, 108, "0000000 ");
        put(header, 116, "0000000 ");
        size(header, size);
        // The first second of 2020: some tools can't bear 1970.
        put(header, 136, "%011o ".formatted(1_577_836_800L));
        header[156] = '0';
        put(header, 257, "ustar\00000");
        put(header, 329, "0000000 ");
        put(header, 337, "0000000 ");
        Arrays.fill(header, SUM_AT, SUM_AT + SUM_DIGITS, (byte) ' ');
        int sum = 0;
        for (byte each : header) sum += each & 0xff;
        put(header, SUM_AT, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void size(byte[] header, long size) {
        if (size <= MOST_OCTAL) {
            put(header, SIZE_AT, "%011o ".formatted(size));
            return;
        }
        header[SIZE_AT] = (byte) 0x80;
        for (int i = 0; i < Long.BYTES; i++) header[SIZE_AT + SIZE_DIGITS - i] = (byte) (size >>> (8 * i));
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** The size in a header, where it is a small one; -1: it is none. */
    static long smallSize(byte[] header) {
        var digits = new String(header, SIZE_AT, SIZE_DIGITS, StandardCharsets.US_ASCII);
        return digits.matches("[0-7]{11}") ? Long.parseLong(digits, 8) : -1;
    }

    /** Bytes of zero that follow so many bytes of content. */
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }
}
