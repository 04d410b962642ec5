package dev.softservice.runner.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** What names a piece of content by what it holds: {@code sha256:} and 64 hex digits. */
public record Digest(String text) implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!FORM.matcher(text).matches())
            throw new IllegalArgumentException("a digest is sha256: and 64 hex digits in lower case");
    }

    public static Optional<Digest> read(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Digest(text)) : Optional.empty();
    }

    public static Digest of(byte[] content) {
        return of(hasher().digest(content), PREFIX);
    }

    /** What a hasher has come to; it starts anew. */
    public static Digest of(MessageDigest hasher) {
        return of(hasher.digest(), PREFIX);
    }

    private static Digest of(byte[] hash, String prefix) {
        return new Digest(prefix + HexFormat.of().formatHex(hash));
    }

    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 digits alone. */
    public String hex() {
        return text.substring(PREFIX.length());
    }

    /** The first digits, for people. */
    public String brief() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
