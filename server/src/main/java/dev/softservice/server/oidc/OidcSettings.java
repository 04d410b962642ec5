package dev.softservice.server.oidc;

import dev.softservice.server.account.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * A provider that people sign in with, as the operator names it.
 *
 * @param name         what people call it, on the button
 * @param secret       the file with the client's secret, read for each sign-in
 * @param makesAccounts whether somebody that it knows and the hub does not gets an account; else only linked ones are let in
 * @param groups       which of its groups mean which role on the hub; empty: the hub's administrators choose roles
 */
public record OidcSettings(URI issuer, String client, Path secret, String name, boolean makesAccounts, Groups groups) {
    /** {@code claim}: where an ID token lists the groups. */
    public record Groups(String claim, Map<String, Role> roles) {
        public Groups {
            roles = Map.copyOf(roles);
        }
    }
}
