package dev.softservice.webhooks;

/** A payload is not what the forge documents; the reason is one line that names the field. */
public final class UnreadablePayload extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public UnreadablePayload(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
