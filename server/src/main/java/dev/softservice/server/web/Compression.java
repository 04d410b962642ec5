package dev.softservice.server.web;

import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Answers of text go out as gzip where the client takes it. Never a page for somebody who is signed in: it holds their form token, and beside it
 * may stand what a stranger chose, whose length would then tell the token (BREACH). The API takes no cookies, so no stranger can make a browser
 * ask it in somebody's name.
 */
final class Compression {
    private static final int SMALLEST = 1 << 10;
    private static final int CHUNK = 16 << 10;
    private static final Pattern TEXTS =
            Pattern.compile("text/(?!event-stream).*|application/(?:[a-z.+-]+\\+)?json.*|image/svg\\+xml");
    private static final Pattern REFUSED = Pattern.compile("q=0(?:\\.0*)?");

    private Compression() {}

    /** Whether the answer is another one for clients that take gzip. */
    static boolean varies(Reply reply) {
        return TEXTS.matcher(reply.type()).matches();
    }

    static boolean wanted(HttpServerRequest request, Reply reply) {
        boolean worth = reply.content() instanceof Reply.Streamed
                || reply.content() instanceof Reply.Whole whole && whole.bytes().length >= SMALLEST;
        return worth
                && reply.status() != 206
                && varies(reply)
                && !reply.headers().containsKey("Content-Encoding")
                && takesGzip(request.getHeader("Accept-Encoding"))
                && !(reply.type().equals(Reply.HTML) && request.getCookie(Dispatcher.COOKIE) != null);
    }

    static boolean takesGzip(@org.jspecify.annotations.Nullable String accepted) {
        return accepted != null
                && accepted.length() < SMALLEST
                && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .filter(coding -> coding.matches("gzip(\\s*;.*)?"))
                        .anyMatch(coding -> !REFUSED.matcher(coding.substring(coding.indexOf(';') + 1)
                                        .strip())
                                .matches());
    }

    static byte[] packed(byte[] bytes) {
        var packed = new ByteArrayOutputStream(bytes.length / 4);
        try (var gzip = new Gzip(packed)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    /** The caller closes it, which does not close {@code out}. */
    static OutputStream packing(OutputStream out) throws IOException {
        return new Gzip(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        });
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, CHUNK, true);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
