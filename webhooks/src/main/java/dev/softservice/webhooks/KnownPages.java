package dev.softservice.webhooks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers that came with an entity tag (RFC 9110), so that asking again for what has not changed costs the forge nothing. GitHub does not
 * count such requests. Those that were used longest ago go first.
 */
final class KnownPages {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"[\\x21\\x23-\\x7e]{0,200}\"");
    private static final int LARGEST = 2 << 20;
    private static final int ALL = 32 << 20;

    /** {@code tag}: as it is to be sent back. */
    record Page(String tag, ApiClient.Reply reply) {}

    private final Map<String, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    /** {@code key}: what was asked for, and by whom. */
    synchronized Optional<Page> find(String key) {
        return Optional.ofNullable(pages.get(key));
    }

    /** Keeps a reply that has a tag; one without takes the place of what was kept. */
    synchronized void keep(String key, ApiClient.Reply reply) {
        Page before = pages.remove(key);
        bytes -= before == null ? 0 : before.reply().body().length;
        String tag = reply.headers().getOrDefault("etag", "");
        if (!TAG.matcher(tag).matches() || reply.body().length > LARGEST) {
            return;
        }
        pages.put(key, new Page(tag, reply));
        bytes += reply.body().length;
        var oldest = pages.values().iterator();
        while (bytes > ALL) {
            bytes -= oldest.next().reply().body().length;
            oldest.remove();
        }
    }
}
