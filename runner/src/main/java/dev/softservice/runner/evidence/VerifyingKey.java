package dev.softservice.runner.evidence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The public half of an Ed25519 key: the 32 bytes of RFC 8032. */
public final class VerifyingKey {
    static final String TYPE = "ssh-ed25519";
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] point;

    VerifyingKey(byte[] point) {
        if (point.length != 32)
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + point.length);
        this.point = point.clone();
    }

    /** Reads {@code ssh-ed25519 AAAA… [comment]}; empty for anything else. */
    public static Optional<VerifyingKey> parse(String line) {
        var words = line.strip().split("\\s+", 3);
        if (words.length < 2 || !words[0].equals(TYPE)) return Optional.empty();
        try {
            return Optional.of(ofBlob(Base64.getDecoder().decode(words[1])));
        } catch (IllegalArgumentException | Wire.Malformed malformed) {
            return Optional.empty();
        }
    }

    static VerifyingKey ofBlob(byte[] blob) throws Wire.Malformed {
        var reader = new Wire.Reader(blob);
        if (!reader.text().equals(TYPE)) throw new Wire.Malformed("is not an ssh-ed25519 key");
        var point = reader.string();
        reader.end();
        if (point.length != 32) throw new Wire.Malformed("is not 32 bytes long");
        return new VerifyingKey(point);
    }

    byte[] blob() {
        return new Wire.Writer().string(TYPE).string(point).toBytes();
    }

    byte[] point() {
        return point.clone();
    }

    /** {@code ssh-ed25519 AAAA…}, without comment. */
    public String line() {
        return TYPE + " " + Base64.getEncoder().encodeToString(blob());
    }

    /** {@code SHA256:…} as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash("SHA-256", blob()));
    }

    /** Whether {@code signature} (64 bytes, as in RFC 8032) is this key's over {@code data}; false for a malformed one. */
    boolean verifies(byte[] data, byte[] signature) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(
                            new Wire.Writer().raw(X509_PREFIX).raw(point).toBytes()));
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    static byte[] hash(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey key && Arrays.equals(point, key.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }

    @Override
    public String toString() {
        return line();
    }
}
