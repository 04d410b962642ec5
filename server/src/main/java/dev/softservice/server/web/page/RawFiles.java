package dev.softservice.server.web.page;

import dev.softservice.server.web.Reply;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Files of strangers as bytes. Whatever could run in a browser is text or a download; images are shown; and every answer is locked in a
 * sandbox, so that even what is opened by itself can do nothing and belongs to no site.
 */
final class RawFiles {
    private static final Map<String, String> IMAGES = Map.of(
            "png",
            "image/png",
            "jpg",
            "image/jpeg",
            "jpeg",
            "image/jpeg",
            "gif",
            "image/gif",
            "webp",
            "image/webp",
            "svg",
            "image/svg+xml");

    private RawFiles() {}

    static boolean isImage(String path) {
        return IMAGES.containsKey(extension(path));
    }

    /** {@code typed}: the reply, given the type that the file is shown as. */
    static Reply reply(String path, boolean binary, Function<String, Reply> typed) {
        var image = IMAGES.get(extension(path));
        if (image != null) return locked(typed.apply(image));
        return binary
                ? typed.apply("application/octet-stream").with("Content-Disposition", "attachment")
                : typed.apply(Reply.TEXT);
    }

    /** An image that a distro brought or that was drawn for it. */
    static Reply locked(Reply reply) {
        return reply.type().equals("image/svg+xml") ? reply.sandboxed() : reply;
    }

    static String typeOf(String path) {
        return IMAGES.getOrDefault(extension(path), "application/octet-stream");
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
