package dev.softservice.server.mail;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The server that takes the hub's mail, as the operator names it.
 *
 * @param from what mails come from
 */
public record SmtpSettings(String host, int port, Security security, Optional<Login> login, MailAddress from) {
    /** How the connection is kept from others. */
    public enum Security {
        /** A plain connection that must turn to TLS before anything is said. */
        STARTTLS,
        TLS,
        NONE
    }

    /** {@code password}: the file that holds it, read for each connection. */
    public record Login(String name, Path password) {}
}
