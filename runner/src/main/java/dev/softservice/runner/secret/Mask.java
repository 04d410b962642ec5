package dev.softservice.runner.secret;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Hides secrets in text, wherever they stand exactly. A secret of several lines is hidden line by line. Very short ones are left alone:
 * hiding every "1" of a log would hide the log.
 */
public final class Mask {
    private static final String SHOWN = "[secret]";
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    public Mask(Set<String> secrets) {
        // The longest first, so that one which contains another is hidden whole.
        this.secrets = secrets.stream()
                .flatMap(secret -> java.util.stream.Stream.concat(java.util.stream.Stream.of(secret), secret.lines()))
                .filter(text -> text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Bytes that have to be looked at together for a secret not to be cut in two. */
    public int longest() {
        return secrets.isEmpty() ? 0 : secrets.getFirst().length() * 4;
    }

    /** The same for a file, where it is text (UTF-8 without a NUL); of anything else nobody knows how a secret would stand in it, and it stays as it is. */
    public byte[] apply(byte[] content) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return secrets.isEmpty() || text.indexOf('\0') >= 0
                    ? content
                    : apply(text).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException _) {
            return content;
        }
    }

    public String apply(String text) {
        var masked = text;
        for (var secret : secrets) masked = masked.replace(secret, SHOWN);
        return masked;
    }
}
