package dev.softservice.server.account;

import java.security.SecureRandom;
import java.util.Base64;

/** What only those know who were given it, such as the last part of the address of a one-time link. */
public final class LinkSecret {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private LinkSecret() {}

    public static String fresh() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
