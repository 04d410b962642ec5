package dev.softservice.server.web;

import java.util.regex.Pattern;

/** A part of some bytes, from {@code from} to before {@code end}. */
public record ByteRange(long from, long end) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    public ByteRange {
        if (from < 0 || end < from) throw new IllegalArgumentException(from + " to " + end);
    }

    /** What a Range header asks for. */
    public sealed interface Asked {
        record Part(ByteRange range) implements Asked {}

        /** It begins after the end. */
        record Beyond() implements Asked {}

        /** It asks for several parts, or is of no form that is known: then it does not count (RFC 9110, 14.2). */
        record Whole() implements Asked {}
    }

    public long length() {
        return end - from;
    }

    /** The Content-Range header of an answer that holds this part of {@code size} bytes. */
    public String of(long size) {
        return "bytes " + from + "-" + (end - 1) + "/" + size;
    }

    /** Whether a header asks for one part; else it does not count. */
    public static boolean isOne(String header) {
        var matcher = FORM.matcher(header.strip());
        if (!matcher.matches()) return false;
        var first = matcher.group(1);
        var last = matcher.group(2);
        return first.isEmpty() ? !last.isEmpty() : last.isEmpty() || Long.parseLong(last) >= Long.parseLong(first);
    }

    /** @param size of all bytes that there are */
    public static Asked read(String header, long size) {
        var matcher = FORM.matcher(header.strip());
        if (!isOne(header) || !matcher.matches()) return new Asked.Whole();
        if (matcher.group(1).isEmpty()) {
            long last = Long.parseLong(matcher.group(2));
            return last == 0 || size == 0
                    ? new Asked.Beyond()
                    : new Asked.Part(new ByteRange(Math.max(0, size - last), size));
        }
        long from = Long.parseLong(matcher.group(1));
        long end = matcher.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(matcher.group(2)) + 1);
        return from >= size ? new Asked.Beyond() : new Asked.Part(new ByteRange(from, end));
    }
}
