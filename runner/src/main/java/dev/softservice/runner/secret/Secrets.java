package dev.softservice.runner.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the secrets that nobody gave. */
public final class Secrets {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** 24 letters and digits, about 140 bits; none that people mistake for another, none that a shell or a URL treats specially. */
    public static String generate() {
        var secret = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) secret.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        return secret.toString();
    }

    /** As strong and of the same form, but always the same for the same {@code seed} and {@code name}: letters drawn by HMAC-SHA256, without a bias. */
    public static String derive(byte[] seed, String name) {
        // Bytes beyond the last whole round of the alphabet would make its first letters likelier.
        int fair = 256 / LETTERS.length() * LETTERS.length();
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            var secret = new StringBuilder(LENGTH);
            for (int block = 0; ; block++) {
                for (byte each : mac.doFinal((block + "\0" + name).getBytes(StandardCharsets.UTF_8))) {
                    if ((each & 0xff) < fair) secret.append(LETTERS.charAt((each & 0xff) % LETTERS.length()));
                    if (secret.length() == LENGTH) return secret.toString();
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
