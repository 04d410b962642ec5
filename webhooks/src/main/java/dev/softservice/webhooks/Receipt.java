package dev.softservice.webhooks;

/** What happened to a delivery. */
public sealed interface Receipt {
    /**
     * Genuine and understood, even where it is of no interest.
     *
     * @param id     the forge's delivery id; {@code sha256:…} of the body where it sent none
     * @param digest SHA-256 of the body: the same id with another digest is a forgery or a broken forge
     */
    record Accepted(String id, String digest, ForgeEvent event) implements Receipt {}

    /** {@code text} is one line: place, rule, remedy. */
    record Refused(Reason reason, String text) implements Receipt {}

    enum Reason {
        TOO_LARGE(413),
        /** No signature, or more than one. */
        UNSIGNED(401),
        /** Signed with another secret, or changed on the way. */
        FORGED(401),
        /** Genuine, yet not what the forge documents. */
        UNREADABLE(400);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** The HTTP status to answer with. */
        public int status() {
            return status;
        }
    }
}
