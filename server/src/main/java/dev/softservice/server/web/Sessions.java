package dev.softservice.server.web;

import dev.softservice.server.account.SessionTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Browsers that have logged in: a random id in a cookie, the token on this side only. Each request asks about the token anew, so that
 * revoking it ends the session at once. Sessions outlive the hub's process.
 */
public final class Sessions {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final SecureRandom random = new SecureRandom();
    private final SessionTable table;
    private final UnaryOperator<String> mac;

    /** {@code mac}: a code for a text that only the hub can work out, the same after a restart. */
    public Sessions(SessionTable table, UnaryOperator<String> mac) {
        this.table = table;
        this.mac = mac;
    }

    public String open(String token) {
        var id = newId();
        table.put(id, token);
        return id;
    }

    public Optional<String> token(String id) {
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

    /** What a form has to bring along, bound to the cookie of the browser that was shown the form. */
    public String formToken(String id) {
        return mac.apply("form " + id);
    }

    boolean isFormToken(String id, String given) {
        return MessageDigest.isEqual(
                formToken(id).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }
}
