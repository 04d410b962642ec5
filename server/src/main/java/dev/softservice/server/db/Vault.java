package dev.softservice.server.db;

import dev.softservice.runner.files.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what the database has to hold and nobody may read from a copy of it, such as tokens of forges: AES-256-GCM with a key that is a file of
 * the data folder. A sealed text opens only for the place that it was sealed for.
 */
public final class Vault {
    private static final String MARK = "sealed:v1:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private Vault(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** A vault with a key of 32 bytes that somebody else keeps. */
    public static Vault with(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        return new Vault(key);
    }

    /** Makes the key where there is none yet. */
    public static Vault open(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            var key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IOException(file + " does not hold " + KEY_BYTES + " bytes; restore it from a backup");
            }
            return new Vault(key);
        } catch (IOException failed) {
            throw new UncheckedIOException("the hub's key for secrets: " + failed.getMessage(), failed);
        }
    }

    private static void make(Path file) throws IOException {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        PrivateFile.write(file, bytes);
    }

    public static boolean isSealed(String text) {
        return text.startsWith(MARK);
    }

    /** {@code place}: where the text is kept, such as {@code mirror 7 token}. */
    public String seal(String place, String text) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(text.getBytes(StandardCharsets.UTF_8));
            var all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return MARK + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no AES-GCM in this JDK", impossible);
        }
    }

    /** Throws where it was sealed with another key or for another place. What was never sealed is given as it is. */
    public String open(String place, String sealed) {
        if (!isSealed(sealed)) {
            return sealed;
        }
        var all = Base64.getDecoder().decode(sealed.substring(MARK.length()));
        var nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
        try {
            var text = cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException(
                    "the secret of " + place + " does not open with keys/secrets; restore that file, or set it anew",
                    foreign);
        }
    }

    /** A code for the text, in hex, that nobody can work out without the key. */
    public String mac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no HmacSHA256 in this JDK", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
