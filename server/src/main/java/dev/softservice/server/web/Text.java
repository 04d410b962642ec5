package dev.softservice.server.web;

import dev.softservice.runner.model.ShowableText;
import dev.softservice.server.core.Refusal;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** Text that users send: bounded, well-formed, without control characters. */
public final class Text {
    private Text() {}

    /** One line of at most {@code max} characters, or a refusal that names {@code what}. */
    public static String line(String what, String text, int max) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) throw Refusal.invalid(what + " must be one line");
        return lines(what, text, max);
    }

    /** Several lines, CRLF as LF. */
    public static String lines(String what, String text, int max) {
        var clean = text.replace("\r\n", "\n");
        if (clean.length() > max) throw Refusal.invalid(what + " is longer than " + max + " characters");
        if (ShowableText.BROKEN.matcher(clean).find())
            throw Refusal.invalid(what + " holds control characters or broken Unicode");
        return clean;
    }

    /** An address to which {@code objection} has nothing to say, or a refusal that names {@code what}. */
    public static URI address(String what, String text, Function<URI, Optional<String>> objection) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(what + " must be a URL such as https://example.org/");
        }
        objection.apply(address).ifPresent(said -> {
            throw Refusal.invalid(what + ": " + said);
        });
        return address;
    }

    /** For showing: control characters and those that reorder text, each replaced by a visible mark. */
    public static String showable(String text) {
        return ShowableText.of(text);
    }

    /** As {@link #showable}, on one line: names of files may hold line breaks. */
    public static String showableName(String text) {
        return showable(text).replace('\n', '\ufffd').replace('\t', '\ufffd');
    }

    static String quoted(String text) {
        return '"' + shortened(showable(text), 60) + '"';
    }

    public static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
