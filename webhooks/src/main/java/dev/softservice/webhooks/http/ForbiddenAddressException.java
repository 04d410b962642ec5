package dev.softservice.webhooks.http;

import java.net.UnknownHostException;
import java.util.Objects;

/** The rules for outgoing requests do not let the hub go there; the message is one line for the user who typed the address. */
public final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    public ForbiddenAddressException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
