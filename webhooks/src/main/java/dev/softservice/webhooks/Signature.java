package dev.softservice.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What proves that a delivery comes from someone who knows the secret. Comparisons take the same time wherever the texts differ. */
public final class Signature {
    private Signature() {}

    /** HMAC-SHA256 of {@code body}, 64 lower-case hex digits. */
    public static String hmacSha256(Secret secret, byte[] body) {
        return HexFormat.of().formatHex(hmacSha256(secret.bytes(), body));
    }

    /** HMAC-SHA256 of {@code parts}, one behind the other. */
    static byte[] hmacSha256(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether {@code hex} is exactly the lower-case HMAC of {@code body}: no prefix, space or upper case is forgiven. */
    public static boolean signs(String hex, Secret secret, byte[] body) {
        return equal(hex, hmacSha256(secret, body));
    }

    /** Compares digests, so that not even the secret's length shows in the time taken. */
    public static boolean equal(String given, String expected) {
        return MessageDigest.isEqual(
                sha256(given.getBytes(StandardCharsets.UTF_8)), sha256(expected.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
