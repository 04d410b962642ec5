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

    /** @param size of all bytes that there are */
    public static Asked read(String header, long size) {
        var matcher = FORM.matcher(header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) return new Asked.Whole();
        if (matcher.group(1).isEmpty()) {
            long last = Long.parseLong(matcher.group(2));
            return last == 0 || size == 0
                    ? new Asked.Beyond()
                    : new Asked.Part(new ByteRange(Math.max(0, size - last), size));
        }
        long from = Long.parseLong(matcher.group(1));
        long end = matcher.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(matcher.group(2)) + 1);
        if (from >= size) return new Asked.Beyond();
        return end <= from ? new Asked.Whole() : new Asked.Part(new ByteRange(from, end));
    }
}
