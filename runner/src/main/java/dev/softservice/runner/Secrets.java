package dev.softservice.runner;

import java.security.SecureRandom;

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
}
