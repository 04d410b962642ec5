package dev.softservice.server.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The token in an Authorization header: {@code Bearer TOKEN}, or Basic with the token as password (any user name), as git sends it. Also the token
 * as user name with an empty password or {@code x-oauth-basic}, as users of GitHub have it in their URLs.
 */
public final class Credentials {
    private static final int LONGEST = 4096;
    private static final String NO_PASSWORD = "x-oauth-basic";

    private Credentials() {}

    /** Empty where the header is malformed or of another scheme. */
    public static Optional<String> token(String authorization) {
        if (authorization.length() > LONGEST) return Optional.empty();
        var parts = authorization.strip().split(" +", 2);
        if (parts.length != 2) return Optional.empty();
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> Optional.of(parts[1].strip()).filter(token -> !token.isEmpty());
            case "basic" -> password(parts[1].strip());
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String encoded) {
        try {
            var pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            var colon = pair.indexOf(':');
            if (colon < 0) return Optional.empty();
            var password = pair.substring(colon + 1);
            var token = password.isEmpty() || password.equals(NO_PASSWORD) ? pair.substring(0, colon) : password;
            return Optional.of(token).filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
