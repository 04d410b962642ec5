package dev.softservice.runner.evidence;

import java.util.Base64;
import java.util.HexFormat;

/** The signature of the runner on another machine that measured a run, over the digest of what it tells the hub: a DSSE envelope. */
public final class Measured {
    private static final String TYPE = "application/vnd.softservice.measured+sha256";

    private Measured() {}

    /** The envelope over {@code told}, in base64 for a header. */
    public static String seal(byte[] told, SigningKey key) {
        return Base64.getEncoder().encodeToString(Envelope.seal(TYPE, digest(told), key));
    }

    /** Whether {@code sealed} is an envelope over {@code told} with a signature of {@code key}. */
    public static boolean isSigned(byte[] told, String sealed, VerifyingKey key) {
        try {
            var envelope = Envelope.parse(Base64.getDecoder().decode(sealed));
            return envelope.payloadType().equals(TYPE)
                    && java.util.Arrays.equals(envelope.payload(), digest(told))
                    && envelope.isSignedBy(key);
        } catch (Wire.Malformed | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static byte[] digest(byte[] told) {
        return VerifyingKey.utf8(HexFormat.of().formatHex(VerifyingKey.hash("SHA-256", told)));
    }
}
