package dev.softservice.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with 19 MiB, two passes and one lane, as OWASP advises. A hash says with which numbers it was made, so that these can
 * be raised later. At most two are worked out at a time.
 */
final class Argon2 {
    private static final int KIBIBYTES = 19_456;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{11,})\\$([A-Za-z0-9+/]{43})");
    private static final Base64.Encoder TEXT = Base64.getEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final Semaphore turns = new Semaphore(2);
    private final int kibibytes;
    private final int passes;

    Argon2() {
        this(KIBIBYTES, PASSES);
    }

    /** What new hashes take: memory in KiB, and how often it is gone through. */
    Argon2(int kibibytes, int passes) {
        this.kibibytes = kibibytes;
        this.passes = passes;
    }

    String hash(String password) {
        var salt = bytes(SALT_BYTES);
        return form(salt, derived(password, salt, kibibytes, passes));
    }

    /** A hash of no password: to compare one with it takes as long as with another, and to make it takes no time. */
    String hashOfNothing() {
        return form(bytes(SALT_BYTES), bytes(BYTES));
    }

    private byte[] bytes(int number) {
        var bytes = new byte[number];
        random.nextBytes(bytes);
        return bytes;
    }

    private String form(byte[] salt, byte[] derived) {
        return "$argon2id$v=19$m=" + kibibytes + ",t=" + passes + ",p=1$" + TEXT.encodeToString(salt) + "$"
                + TEXT.encodeToString(derived);
    }

    boolean matches(String password, String hash) {
        var form = FORM.matcher(hash);
        if (!form.matches()) throw new IllegalStateException("a password's hash is in no known form");
        var salt = Base64.getDecoder().decode(form.group(3));
        var derived = derived(password, salt, Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(form.group(4)));
    }

    private byte[] derived(String password, byte[] salt, int kibibytes, int passes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kibibytes)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        var out = new byte[BYTES];
        turns.acquireUninterruptibly();
        try {
            generator.generateBytes(
                    Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), out);
        } finally {
            turns.release();
        }
        return out;
    }
}
