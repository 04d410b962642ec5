package dev.softservice.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The proof of the Standard Webhooks specification, by which the hub's own deliveries and GitLab's signing tokens go: {@code webhook-signature} holds one or more
 * {@code v1,} with the base64 HMAC-SHA256 of {@code webhook-id.webhook-timestamp.body}, with spaces between them. The secret is
 * {@code whsec_} and the key in base64.
 */
public final class StandardWebhook {
    public static final String ID = "webhook-id";
    public static final String SIGNATURE = "webhook-signature";
    private static final String TIMESTAMP = "webhook-timestamp";
    private static final String PREFIX = "whsec_";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int MOST_SIGNATURES = 10;
    private static final int NEW_KEY_BYTES = 32;

    private final Clock clock;

    public StandardWebhook(Clock clock) {
        this.clock = clock;
    }

    /** Returns a new secret of this kind. */
    public static Secret newSecret(SecureRandom random) {
        byte[] key = new byte[NEW_KEY_BYTES];
        random.nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /**
     * Returns the headers of a delivery: its id, its time and its signature.
     *
     * @param id     the same at each try
     * @param at     when it is sent
     * @param secret one that {@link #objection(String)} has nothing against and that begins with {@code whsec_}
     */
    public static Map<String, String> headers(String id, Instant at, Secret secret, byte[] body) {
        byte[] key =
                key(secret.text()).orElseThrow(() -> new IllegalArgumentException("the secret is no signing token"));
        String time = Long.toString(at.getEpochSecond());
        return Map.of(ID, id, TIMESTAMP, time, SIGNATURE, signature(key, id, time, body));
    }

    private static String signature(byte[] key, String id, String time, byte[] body) {
        byte[] signed = Signature.hmacSha256(key, (id + "." + time + ".").getBytes(StandardCharsets.UTF_8), body);
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }

    /** Whether a delivery comes with a signature of this kind, right or wrong. */
    public static boolean isUsedBy(Delivery delivery) {
        return delivery.sent(SIGNATURE);
    }

    /** Why {@code secret} cannot be one of this kind though it looks like it; empty where it can, or is a plain text. */
    public static Optional<String> objection(String secret) {
        return secret.startsWith(PREFIX) && key(secret).isEmpty()
                ? Optional.of("a signing token is whsec_ and 24 to 64 bytes in base64")
                : Optional.empty();
    }

    public Optional<Receipt.Refused> objection(Delivery delivery, Secret secret) {
        Optional<byte[]> key = key(secret.text());
        if (key.isEmpty()) {
            return refused("the mirror's secret is no signing token; set the forge's, which begins with whsec_, as the"
                    + " mirror's");
        }
        Optional<String> id = delivery.header(ID);
        Optional<String> time = delivery.header(TIMESTAMP);
        Optional<String> signatures = delivery.header(SIGNATURE);
        if (id.isEmpty() || time.isEmpty() || signatures.isEmpty()) {
            return refused("it needs " + ID + " and " + TIMESTAMP + " beside it, each sent once");
        }
        if (!time.get().matches("\\d{1,11}")) {
            return Optional.of(new Receipt.Refused(
                    Receipt.Reason.UNSIGNED, "header " + TIMESTAMP + ": must be a number of seconds since 1970"));
        }
        String expected = signature(key.get(), id.get(), time.get(), delivery.body());
        String[] given = signatures.get().split(" ", MOST_SIGNATURES + 1);
        boolean signed = false;
        for (int i = 0; i < Math.min(given.length, MOST_SIGNATURES); i++) {
            signed |= Signature.equal(given[i], expected);
        }
        if (!signed) {
            return Optional.of(Intake.forged(SIGNATURE));
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time.get())), clock.instant());
        return age.abs().compareTo(TOLERANCE) > 0
                ? Optional.of(new Receipt.Refused(
                        Receipt.Reason.FORGED,
                        "header " + TIMESTAMP + ": more than 5 minutes from the hub's time; are both clocks right?"))
                : Optional.empty();
    }

    private static Optional<Receipt.Refused> refused(String why) {
        return Optional.of(new Receipt.Refused(Receipt.Reason.UNSIGNED, "header " + SIGNATURE + ": " + why));
    }

    private static Optional<byte[]> key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            return key.length < 24 || key.length > 64 ? Optional.empty() : Optional.of(key);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
