package dev.softservice.runner.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * OpenSSH's signature format for files (PROTOCOL.sshsig).
 *
 * @param key       who claims to have signed
 * @param namespace what the signature is meant for
 * @param hash      {@code sha256} or {@code sha512}
 * @param raw       64 bytes
 */
record SshSignature(VerifyingKey key, String namespace, String hash, byte[] raw) {
    static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    static final String END = "-----END SSH SIGNATURE-----";
    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 8_192;

    static String sign(SigningKey key, byte[] data, String namespace) {
        var raw = key.signRaw(signedBytes(data, namespace, "sha512"));
        var blob = new Wire.Writer()
                .raw(MAGIC)
                .number(1)
                .string(key.verifyingKey().blob())
                .string(namespace)
                .string("")
                .string("sha512")
                .string(new Wire.Writer().string(VerifyingKey.TYPE).string(raw).toBytes())
                .toBytes();
        return BEGIN + "\n" + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob) + "\n" + END + "\n";
    }

    /** Reads exactly one armored signature with nothing before or after it. */
    static SshSignature parse(String armored) throws Wire.Malformed {
        if (armored.length() > LONGEST) throw new Wire.Malformed("is longer than any SSH signature");
        var text = armored.endsWith("\n") ? armored.substring(0, armored.length() - 1) : armored;
        if (!text.startsWith(BEGIN + "\n") || !text.endsWith("\n" + END))
            throw new Wire.Malformed("is not an SSH signature");
        var base64 = text.substring(BEGIN.length() + 1, text.length() - END.length() - 1)
                .replace("\n", "");
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new Wire.Malformed("is not base64 within its BEGIN and END lines");
        }
        if (!Base64.getEncoder().encodeToString(blob).equals(base64))
            throw new Wire.Malformed("is not canonical base64");
        var reader = new Wire.Reader(blob);
        reader.expect(MAGIC, "an SSH signature");
        if (reader.number() != 1) throw new Wire.Malformed("is of a version other than 1");
        var key = VerifyingKey.ofBlob(reader.string());
        var namespace = reader.text();
        reader.string();
        var hash = reader.text();
        if (!hash.equals("sha512") && !hash.equals("sha256"))
            throw new Wire.Malformed("uses another hash than sha256 or sha512");
        var signature = new Wire.Reader(reader.string());
        reader.end();
        if (!signature.text().equals(VerifyingKey.TYPE)) throw new Wire.Malformed("is of another type than its key");
        var raw = signature.string();
        signature.end();
        return new SshSignature(key, namespace, hash, raw);
    }

    boolean holds(byte[] data) {
        return key.verifies(signedBytes(data, namespace, hash), raw);
    }

    private static byte[] signedBytes(byte[] data, String namespace, String hash) {
        var digest = VerifyingKey.hash(hash.equals("sha256") ? "SHA-256" : "SHA-512", data);
        return new Wire.Writer()
                .raw(MAGIC)
                .string(namespace)
                .string("")
                .string(hash)
                .string(digest)
                .toBytes();
    }
}
