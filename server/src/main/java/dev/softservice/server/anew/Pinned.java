package dev.softservice.server.anew;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** References in a text that name an image by tag and digest, {@code nginx:1.22@sha256:…}. Pure. */
final class Pinned {
    private static final Pattern DIGEST = Pattern.compile("@(sha256:[0-9a-f]{64})(?![0-9a-f])");
    private static final String ALLOWED = "./:_-";

    private Pinned() {}

    /** By tagged name, the digest that it is pinned to. What has no tag has nothing newer. */
    static Map<String, String> in(String text) {
        var found = new LinkedHashMap<String, String>();
        var digests = DIGEST.matcher(text);
        while (digests.find()) {
            int from = digests.start();
            while (from > 0 && isAllowed(text.charAt(from - 1))) from--;
            var name = text.substring(from, digests.start());
            if (name.lastIndexOf(':') > name.lastIndexOf('/') + 1 && Character.isLetterOrDigit(name.charAt(0)))
                found.put(name, digests.group(1));
        }
        return found;
    }

    private static boolean isAllowed(char character) {
        return character < 128 && (Character.isLetterOrDigit(character) || ALLOWED.indexOf(character) >= 0);
    }

    /** The text with newer digests, by tagged name. */
    static String with(String text, Map<String, String> newer) {
        var changed = text;
        for (var entry : in(text).entrySet()) {
            var digest = newer.get(entry.getKey());
            if (digest != null)
                changed = changed.replace(entry.getKey() + "@" + entry.getValue(), entry.getKey() + "@" + digest);
        }
        return changed;
    }
}
