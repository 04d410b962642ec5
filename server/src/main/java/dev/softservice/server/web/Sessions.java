package dev.softservice.server.web;

import dev.softservice.server.account.SessionTable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Browsers that have logged in: a random id in a cookie, the token on this side only. Each request asks about the token anew, so that
 * revoking it ends the session at once. Sessions outlive the hub's process.
 */
public final class Sessions {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final SecureRandom random = new SecureRandom();
    private final SessionTable table;

    public Sessions(SessionTable table) {
        this.table = table;
    }

    public String open(String token) {
        var id = newId();
        table.put(id, token);
        return id;
    }

    Optional<String> token(String id) {
        return table.token(id);
    }

    public void close(String id) {
        table.remove(id);
    }

    public String newId() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What a form has to bring along: made of the cookie of whoever was shown the form, which no other site can read. */
    public String formToken(String id) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(id.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal("form".getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no HmacSHA256 in this JDK", e);
        }
    }

    boolean isFormToken(String id, String given) {
        return MessageDigest.isEqual(
                formToken(id).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }
}
