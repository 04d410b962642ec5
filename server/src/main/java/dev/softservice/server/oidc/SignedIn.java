package dev.softservice.server.oidc;

import java.util.Set;

/**
 * Whom a provider vouches for. The pair of issuer and subject is the only thing that names a person for ever; the name is a wish, and no address of mail
 * is looked at.
 */
record SignedIn(String issuer, String subject, String name, Set<String> groups) {
    SignedIn {
        groups = Set.copyOf(groups);
    }
}
