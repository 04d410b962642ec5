package dev.softservice.runner.evidence;

import dev.softservice.runner.files.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 key that signs releases; its file is an ordinary OpenSSH private key without passphrase. */
public final class SigningKey {
    private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String END = "-----END OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final byte[] seed;
    private final VerifyingKey verifyingKey;

    private SigningKey(byte[] seed, VerifyingKey verifyingKey) {
        this.seed = seed;
        this.verifyingKey = verifyingKey;
    }

    /** A new key from the system's randomness. */
    public static SigningKey generate() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var encoded = pair.getPublic().getEncoded();
            var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new SigningKey(
                    seed, new VerifyingKey(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Reads a key that {@link #save} or {@code ssh-keygen -t ed25519 -N ''} wrote; refuses one that others may read. */
    public static SigningKey load(Path file) throws IOException {
        if (PrivateFile.isOpenToOthers(file))
            throw new IOException(file + ": others may read or write this key: chmod 600 it");
        if (Files.size(file) > 16_384) throw new IOException(file + ": not an OpenSSH private key: too long");
        try {
            return parse(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (Wire.Malformed | IllegalArgumentException malformed) {
            throw new IOException(
                    file + ": not an Ed25519 OpenSSH private key without passphrase: " + malformed.getMessage());
        }
    }

    private static SigningKey parse(String text) throws Wire.Malformed {
        var lines = text.strip();
        if (!lines.startsWith(BEGIN) || !lines.endsWith(END))
            throw new Wire.Malformed("the BEGIN and END lines are missing");
        var outer = new Wire.Reader(
                Base64.getMimeDecoder().decode(lines.substring(BEGIN.length(), lines.length() - END.length())));
        outer.expect(MAGIC, "an OpenSSH private key");
        var cipher = outer.text();
        var derivation = outer.text();
        if (!cipher.equals("none") || !derivation.equals("none")) throw new Wire.Malformed("it has a passphrase");
        outer.string();
        if (outer.number() != 1) throw new Wire.Malformed("it holds more than one key");
        var verifyingKey = VerifyingKey.ofBlob(outer.string());
        var inner = new Wire.Reader(outer.string());
        var check = inner.number();
        if (check != inner.number()) throw new Wire.Malformed("its check numbers differ");
        if (!inner.text().equals(VerifyingKey.TYPE)) throw new Wire.Malformed("its halves are of different types");
        if (!Arrays.equals(inner.string(), verifyingKey.point()))
            throw new Wire.Malformed("its halves do not belong together");
        var secret = inner.string();
        if (secret.length != 64) throw new Wire.Malformed("its private half is not 64 bytes long");
        var key = new SigningKey(Arrays.copyOf(secret, 32), verifyingKey);
        var probe = VerifyingKey.utf8("probe");
        if (!verifyingKey.verifies(probe, key.signRaw(probe)))
            throw new Wire.Malformed("its halves do not belong together");
        return key;
    }

    /** Writes the private key to a new file that only its owner may read, durably. Fails where the file exists. */
    public void save(Path file) throws IOException {
        PrivateFile.create(file, privateText().getBytes(StandardCharsets.US_ASCII));
    }

    private String privateText() {
        int check = new SecureRandom().nextInt();
        var inner = new Wire.Writer()
                .number(check)
                .number(check)
                .string(VerifyingKey.TYPE)
                .string(verifyingKey.point())
                .string(new Wire.Writer().raw(seed).raw(verifyingKey.point()).toBytes())
                .string("softservice");
        for (byte pad = 1; inner.toBytes().length % 8 != 0; pad++) inner.raw(new byte[] {pad});
        var outer = new Wire.Writer()
                .raw(MAGIC)
                .string("none")
                .string("none")
                .string("")
                .number(1)
                .string(verifyingKey.blob())
                .string(inner.toBytes())
                .toBytes();
        return BEGIN + "\n" + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(outer) + "\n" + END + "\n";
    }

    /** {@code ssh-ed25519 AAAA… comment}. */
    public String publicLine(String comment) {
        return verifyingKey.line() + " " + comment;
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** {@code SHA256:…} as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        return verifyingKey.fingerprint();
    }

    /** An armored SSH signature over {@code data}, as {@code ssh-keygen -Y sign -n namespace} makes it. */
    public String sign(byte[] data, String namespace) {
        return SshSignature.sign(this, data, namespace);
    }

    /** The bare 64 bytes of RFC 8032 over {@code data}. */
    byte[] signRaw(byte[] data) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(
                            new Wire.Writer().raw(PKCS8_PREFIX).raw(seed).toBytes())));
            signer.update(data);
            return signer.sign();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
