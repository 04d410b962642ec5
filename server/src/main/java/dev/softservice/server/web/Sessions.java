package dev.softservice.server.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Browsers that have logged in: a random id in a cookie, the token on this side only. Each request asks about the token anew, so that
 * revoking it ends the session at once. Sessions end when the hub stops; whoever had one logs in again.
 */
public final class Sessions {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST = 10_000;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Cache<String, String> tokens = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofHours(12))
            .build();

    public Sessions() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    public String open(String token) {
        var id = newId();
        tokens.put(id, token);
        return id;
    }

    Optional<String> token(String id) {
        return Optional.ofNullable(tokens.getIfPresent(id));
    }

    public void close(String id) {
        tokens.invalidate(id);
    }

    public String newId() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What a form has to bring along, bound to the cookie of whoever was shown the form. */
    public String formToken(String id) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(id.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no HmacSHA256 in this JDK", e);
        }
    }

    boolean isFormToken(String id, String given) {
        return MessageDigest.isEqual(
                formToken(id).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }
}
