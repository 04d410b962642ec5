package dev.softservice.server.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that does not change under its tag: answered whole, in one part ({@code Range}, {@code If-Range}), or as known already. Several
 * ranges at once are answered with the whole, as RFC 9110 allows.
 *
 * @param tag    visible ASCII without quotes; another one where the content is another
 * @param length how many bytes it has; asked for only where a range needs it, or {@code cheap}
 */
public record KeptFile(String type, String tag, Length length, Reply.Writer content) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** {@code known}: in bytes; else the content is written once to count it. */
    public sealed interface Length {}

    public record Known(long bytes) implements Length {}

    public record Counted() implements Length {}

    private record Part(long from, long count) {}

    public Reply reply(Call call) {
        var etag = Validators.strong(tag);
        if (Validators.known(call, etag)) {
            return Reply.bytes(304, type, new byte[0]).with("ETag", etag);
        }
        var range = call.header("Range").map(text -> ONE_RANGE.matcher(text.strip()));
        var found = range.isPresent() && range.get().matches() && Validators.inRange(call, etag)
                ? Optional.of(range.get())
                : Optional.<java.util.regex.Matcher>empty();
        if (found.isEmpty() || isNone(found.get().group(1), found.get().group(2))) {
            return whole().with("ETag", etag).with("Accept-Ranges", "bytes");
        }
        long bytes = bytes();
        return part(found.get().group(1), found.get().group(2), bytes)
                .map(part -> reply(part, bytes).with("ETag", etag))
                .orElseGet(() -> Reply.problem(
                                416,
                                "Range Not Satisfiable",
                                "there are %d bytes; ask for a range within them".formatted(bytes))
                        .with("Content-Range", "bytes */" + bytes));
    }

    private Reply whole() {
        var whole = Reply.stream(type, content);
        return length instanceof Known known ? whole.with("Content-Length", Long.toString(known.bytes())) : whole;
    }

    private Reply reply(Part part, long bytes) {
        return new Reply(
                        206,
                        type,
                        java.util.Map.of(
                                "Content-Range",
                                "bytes %d-%d/%d".formatted(part.from(), part.from() + part.count() - 1, bytes)),
                        new Reply.Streamed(out -> {
                            var window = new Window(out, part.from(), part.count());
                            try {
                                content.write(window);
                            } catch (IOException | UncheckedIOException stopped) {
                                if (window.count > 0) throw stopped;
                            }
                            if (window.count > 0) {
                                throw new IOException("the file has become shorter");
                            }
                        }))
                .with("Content-Length", Long.toString(part.count()))
                .with("Accept-Ranges", "bytes");
    }

    private long bytes() {
        return switch (length) {
            case Known known -> known.bytes();
            case Counted _ -> {
                var counting = new Counting();
                try {
                    content.write(counting);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
                yield counting.bytes;
            }
        };
    }

    /** No range at all ({@code -}), or one whose end stands before its beginning: then there is none. */
    private static boolean isNone(String first, String last) {
        return first.isEmpty() ? last.isEmpty() : !last.isEmpty() && Long.parseLong(last) < Long.parseLong(first);
    }

    /** Empty where it lies outside. */
    private static Optional<Part> part(String first, String last, long bytes) {
        long from = first.isEmpty() ? Math.max(0, bytes - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? bytes - 1 : Math.min(bytes - 1, Long.parseLong(last));
        return from > to ? Optional.empty() : Optional.of(new Part(from, to - from + 1));
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
        }
    }

    private static final class WindowFullException extends IOException {}

    /** Lets the bytes of one part through, and stops whoever writes once they are all there. */
    private static final class Window extends OutputStream {
        private final OutputStream out;
        private long skip;
        private long count;

        Window(OutputStream out, long skip, long count) {
            this.out = out;
            this.skip = skip;
            this.count = count;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int before = (int) Math.min(skip, length);
            skip -= before;
            int now = (int) Math.min(count, length - before);
            out.write(bytes, offset + before, now);
            count -= now;
            if (count == 0) {
                throw new WindowFullException();
            }
        }
    }
}
