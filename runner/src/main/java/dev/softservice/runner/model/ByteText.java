package dev.softservice.runner.model;

/** Sizes as people read them. */
public final class ByteText {
    private ByteText() {}

    /** {@code 1 byte}, {@code 12 KiB}, {@code 3 MiB}. */
    public static String of(long bytes) {
        if (bytes == 1) return "1 byte";
        if (bytes < 1 << 10) return bytes + " bytes";
        if (bytes < 1 << 20) return (bytes >> 10) + " KiB";
        return bytes < 10L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
    }
}
