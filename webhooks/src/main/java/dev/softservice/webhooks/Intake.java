package dev.softservice.webhooks;

import java.util.Optional;

/** Checks each delivery in one fixed order: size, then proof, and only then the content. */
public final class Intake {
    /** Why a delivery is not genuine; empty where it is. */
    @FunctionalInterface
    public interface Proof {
        Optional<Receipt.Refused> objection(Delivery delivery, Secret secret);
    }

    @FunctionalInterface
    public interface Reader {
        ForgeEvent read(Delivery delivery) throws UnreadablePayload;
    }

    private final Proof proof;
    private final Reader reader;
    private final String[] idHeaders;

    /** {@code idHeaders}: where the forge puts the delivery's id, the first that was sent counts. */
    public Intake(Proof proof, Reader reader, String... idHeaders) {
        this.proof = proof;
        this.reader = reader;
        this.idHeaders = idHeaders.clone();
    }

    public Receipt take(Delivery delivery, Secret secret) {
        if (delivery.body().length > Delivery.MAX_BYTES) {
            return new Receipt.Refused(Receipt.Reason.TOO_LARGE, "body: a delivery has at most 25 MB");
        }
        Optional<Receipt.Refused> objection = proof.objection(delivery, secret);
        if (objection.isPresent()) {
            return objection.get();
        }
        try {
            return new Receipt.Accepted(id(delivery), delivery.digest(), reader.read(delivery));
        } catch (UnreadablePayload e) {
            return new Receipt.Refused(Receipt.Reason.UNREADABLE, OneLine.of(e.reason(), 200));
        }
    }

    private String id(Delivery delivery) throws UnreadablePayload {
        for (String header : idHeaders) {
            if (delivery.sent(header)) {
                String id = delivery.header(header).orElse("");
                if (!id.matches("[A-Za-z0-9._:-]{1,100}")) {
                    throw new UnreadablePayload(
                            "header " + header + ": send it once, as 1 to 100 letters, digits or dashes");
                }
                return id;
            }
        }
        return "sha256:" + delivery.digest();
    }

    /**
     * The proof by the hex HMAC of the body in a header; {@code headers}: the first that was sent counts. GitHub's and Bitbucket's headers put
     * {@code sha256=} before it.
     */
    public static Proof hmac(String... headers) {
        return (delivery, secret) -> {
            for (String header : headers) {
                if (delivery.sent(header)) {
                    return byHeader(header, delivery, secret);
                }
            }
            return Optional.of(unsigned(headers[0]));
        };
    }

    private static Optional<Receipt.Refused> byHeader(String header, Delivery delivery, Secret secret) {
        Optional<String> value = delivery.header(header);
        if (value.isEmpty()) {
            return Optional.of(new Receipt.Refused(
                    Receipt.Reason.UNSIGNED, "header " + header + ": sent more than once; send one"));
        }
        String prefix = header.startsWith("X-Hub-Signature") ? "sha256=" : "";
        boolean genuine = value.get().startsWith(prefix)
                && Signature.signs(value.get().substring(prefix.length()), secret, delivery.body());
        return genuine ? Optional.empty() : Optional.of(forged(header));
    }

    public static String ofNoInterest(String event) {
        return OneLine.of("event " + event + " is of no interest", 200);
    }

    public static Receipt.Refused unsigned(String header) {
        return new Receipt.Refused(
                Receipt.Reason.UNSIGNED,
                "header " + header + ": missing; set the mirror's secret in the forge's hook settings");
    }

    public static Receipt.Refused forged(String header) {
        return new Receipt.Refused(
                Receipt.Reason.FORGED, "header " + header + ": does not fit; is the forge's hook secret the mirror's?");
    }
}
