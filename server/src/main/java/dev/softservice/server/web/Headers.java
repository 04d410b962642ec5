package dev.softservice.server.web;

import io.vertx.core.http.HttpServerResponse;

/** The headers that guard every answer. An action's own headers win, so that a raw file can be locked up even more tightly. */
final class Headers {
    /** Nothing inline, nothing from elsewhere, never in a frame. */
    static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    static final String LOCKED_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private Headers() {}

    /** {@code packed}: the body goes out compressed; then length and tag are not those of the reply. */
    static void put(HttpServerResponse response, Reply reply, boolean packed) {
        var headers = response.headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Content-Security-Policy", reply.type().equals(Reply.HTML) ? PAGE_POLICY : LOCKED_POLICY);
        headers.set("Cache-Control", "no-cache");
        if (reply.status() != 204 && reply.status() != 304) headers.set("Content-Type", reply.type());
        reply.headers().forEach(headers::set);
        if (Compression.varies(reply)) {
            var vary = headers.get("Vary");
            headers.set("Vary", vary == null ? "Accept-Encoding" : vary + ", Accept-Encoding");
        }
        if (packed) {
            headers.set("Content-Encoding", "gzip");
            headers.remove("Content-Length");
            var tag = headers.get("ETag");
            if (tag != null && !tag.startsWith("W/")) headers.set("ETag", "W/" + tag);
        }
    }
}
