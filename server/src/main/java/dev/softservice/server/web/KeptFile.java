package dev.softservice.server.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A file that does not change under its tag: answered whole, in one part ({@code Range}, {@code If-Range}), or as known already. Several
 * ranges at once are answered with the whole, as RFC 9110 allows.
 *
 * @param tag    visible ASCII without quotes; another one where the content is another
 * @param length how many bytes it has; asked for only where a range needs it, or {@code cheap}
 */
public record KeptFile(String type, String tag, Length length, Reply.Writer content) {
    /** {@code known}: in bytes; else the content is written once to count it. */
    public sealed interface Length {}

    public record Known(long bytes) implements Length {}

    public record Counted() implements Length {}

    public Reply reply(Call call) {
        var etag = Validators.strong(tag);
        if (Validators.known(call, etag)) {
            return Reply.bytes(304, type, new byte[0]).with("ETag", etag);
        }
        var range = call.header("Range").filter(ByteRange::isOne).filter(_ -> Validators.inRange(call, etag));
        if (range.isEmpty()) return whole().with("ETag", etag).with("Accept-Ranges", "bytes");
        long bytes = bytes();
        return switch (ByteRange.read(range.get(), bytes)) {
            case ByteRange.Asked.Part part -> reply(part.range(), bytes).with("ETag", etag);
            case ByteRange.Asked.Whole _ -> whole().with("ETag", etag).with("Accept-Ranges", "bytes");
            case ByteRange.Asked.Beyond _ ->
                Reply.problem(
                                416,
                                "Range Not Satisfiable",
                                "there are %d bytes; ask for a range within them".formatted(bytes))
                        .with("Content-Range", "bytes */" + bytes);
        };
    }

    private Reply whole() {
        var whole = Reply.stream(type, content);
        return length instanceof Known known ? whole.with("Content-Length", Long.toString(known.bytes())) : whole;
    }

    private Reply reply(ByteRange part, long bytes) {
        return new Reply(206, type, java.util.Map.of("Content-Range", part.of(bytes)), new Reply.Streamed(out -> {
                    var window = new Window(out, part.from(), part.length());
                    try {
                        content.write(window);
                    } catch (IOException | UncheckedIOException stopped) {
                        if (window.count > 0) throw stopped;
                    }
                    if (window.count > 0) {
                        throw new IOException("the file has become shorter");
                    }
                }))
                .with("Content-Length", Long.toString(part.length()))
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

    /** Lets the bytes of one part through, and stops the writer once they are all there. */
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
