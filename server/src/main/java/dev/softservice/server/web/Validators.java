package dev.softservice.server.web;

/** Entity tags (RFC 9110, section 8.8.3), and what a client says of those that it has. */
public final class Validators {
    private static final int LONGEST = 1_000;

    private Validators() {}

    /** A tag for exactly these bytes. {@code text}: visible ASCII without quotes. */
    public static String strong(String text) {
        return "\"" + text + "\"";
    }

    /** Whether the client has what the tag stands for; a compressed answer has a weak one. */
    public static boolean known(Call call, String tag) {
        var bare = tag.startsWith("W/") ? tag.substring(2) : tag;
        return call.header("If-None-Match")
                .filter(given -> given.length() < LONGEST && given.contains(bare))
                .isPresent();
    }

    /** Whether a range may be given: without {@code If-Range}, or where that is this very tag. */
    public static boolean inRange(Call call, String tag) {
        return call.header("If-Range").map(String::strip).map(tag::equals).orElse(true);
    }
}
